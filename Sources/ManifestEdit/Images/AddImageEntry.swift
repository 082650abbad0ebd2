public import ImageReference

extension Manifest {
    /// Adds an entry for an image to the `images:` of a Kustomization whose base has that image.
    ///
    /// An entry that is there already is set instead, so a second call changes nothing.
    ///
    /// - Parameter name: the repository as the base spells it, since Kustomize compares names letter by letter.
    /// - Throws: ``ManifestError`` of code `refused` if this is no Kustomization, or if an entry that is there leaves
    ///   open what a new one would mean.
    public func addingImageEntry(
        _ wanted: WantedImage, spelled name: ImageRepository? = nil
    ) throws(ManifestError) -> EditedFile {
        let name = name ?? wanted.repository
        guard let index = documents.firstIndex(where: { isKustomization($0.root) }) else {
            throw ManifestError(.refused, "the file is not a Kustomization")
        }
        guard name == wanted.repository else {
            throw ManifestError(.refused, "\(name) is not another spelling of \(wanted.repository)")
        }
        guard images(of: wanted.repository).isEmpty else { return try setting(wanted) }
        let root = FoundNode(rootOf: documents[index], at: index)
        let lists = root.values("images")
        for entry in lists.flatMap(\.items) { try refuseAddition(of: wanted.repository, beside: entry.node) }

        let values = try newValues(wanted, at: (lists.first?.node ?? root.node).position)
        let entry = NewValue.mapping([("name", .string(name.name))] + values.map { ($0.key, .string($0.text)) })
        var edit = TreeEdit(self)
        if let list = lists.first {
            try edit.add(item: entry, to: list.path)
        } else {
            try edit.addSection("images", .list([entry]), toDocument: index)
        }
        let line = (lists.first?.node ?? root.node).position.line
        let changes = values.map { field in
            FieldChange(field: "images[\(name)].\(field.key)", from: nil, to: field.text, line: line)
        }
        return EditedFile(manifest: try edit.finish(), changes: changes)
    }

    private func newValues(
        _ wanted: WantedImage, at position: YAMLPosition
    ) throws(ManifestError) -> [(key: String, text: String)] {
        let tag = (key: "newTag", text: wanted.tag.text)
        guard let pin = wanted.pin, pin != .tag else { return [tag] }
        guard let digest = wanted.digest else {
            throw ManifestError(
                .refused, at: position, "\(wanted.repository) is to be pinned by digest, and the event carries none")
        }
        return (pin == .both ? [tag] : []) + [("digest", digest.text)]
    }

    /// Refuses if an entry has to do with the repository without being a place that can be set, or may have.
    private func refuseAddition(of repository: ImageRepository, beside entry: YAMLNode) throws(ManifestError) {
        guard entry.isMapping, entry["<<"] == nil, let name = entry.writtenText("name") else {
            throw ManifestError(
                .refused, at: entry.position, "the entry of images does not say its name, so none is added beside it")
        }
        let newName = entry.writtenText("newName")
        let names = [name, newName].compactMap { $0 }.compactMap { try? ImageRepository($0) }
        guard names.contains(repository) else { return }
        let reason =
            newName.map { "the entry of images replaces \(name) by \($0)" }
            ?? "the entry of images for \(name) has a newTag or digest that is none"
        throw ManifestError(.refused, at: entry.position, reason + ", so none is added beside it")
    }
}
