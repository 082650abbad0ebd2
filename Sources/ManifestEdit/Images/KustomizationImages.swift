import ImageReference

extension Manifest {
    /// The entries of `images:` in a Kustomization. Each stands for the image that it leads to: `newName`, or else
    /// `name`.
    func kustomizationImages(in root: FoundNode) -> [ImagePlace] {
        root.values("images").flatMap(\.items).compactMap { entry in
            guard let name = entry.node.writtenText("newName") ?? entry.node.writtenText("name"),
                let repository = try? ImageRepository(name)
            else { return nil }
            let image = SplitImage(
                mapping: entry.path, field: entry.field, tagKey: "newTag", digestKey: "digest",
                repositoryKeys: ["name", "newName"])
            guard let reference = image.reference(repository, in: entry.node) else { return nil }
            let key = image.mainKey(reference)
            return ImagePlace(
                field: entry.field + "." + key, position: (entry.node[key] ?? entry.node).position,
                reference: reference, document: entry.path.document, form: .split(image))
        }
    }
}
