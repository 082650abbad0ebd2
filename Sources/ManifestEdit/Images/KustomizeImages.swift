import ImageReference

/// The entries under `images:` that Kustomize replaces images by: in a Kustomization, and in the places where Argo CD
/// and Flux take the same.
extension ImageSearch {
    mutating func addKustomizeEntries(_ items: [YAMLNode]) {
        for (index, item) in items.enumerated() {
            if item.isMapping {
                addKustomizeEntry(item, at: index)
            } else if keys.dropLast().last == "kustomize", let text = item.scalar?.line {
                // Argo CD's `name=repository:tag`.
                let name = text.firstIndex(of: "=").map { text[...$0] } ?? ""
                addWhole(item, at: .item(index), kind: .kustomizeEntry, prefixCount: name.count)
            }
        }
    }

    /// An entry stands for the image that it leads to: `newName`, or else `name`.
    private mutating func addKustomizeEntry(_ entry: YAMLNode, at index: Int) {
        let isKustomizeList = isKustomization && way.steps.count == 1 || keys.dropLast().last == "kustomize"
        guard isKustomizeList || isFluxList || entry["newTag"] != nil || entry["newName"] != nil,
            let name = entry.writtenText("newName") ?? entry.writtenText("name"),
            let repository = try? ImageRepository(name)
        else { return }
        let path = way.appending(.item(index))
        let base = field(path)
        func part(_ key: String) -> SplitImage.Part {
            let value = entry.pairs.firstIndex { $0.key.text == key }.map { path.appending(.value($0)) }
            return SplitImage.Part(field: base + "." + key, value: value)
        }
        let last = entry.pairs.lastIndex { ["name", "newName"].contains($0.key.text) } ?? 0
        let image = SplitImage(
            repositoryPosition: entry.position, tag: part("newTag"), digest: part("digest"), digestPrefix: "",
            addition: .pair(in: path, after: last, key: "newTag"),
            keys: (path, ["name", "newName", "newTag", "digest"]), isFreeOfContext: false)
        add(image, repository, .kustomizeEntry)
    }

    /// `spec.images` of Flux' Kustomization.
    private var isFluxList: Bool {
        keys == ["spec", "images"] && document.root["kind"]?.text == "Kustomization"
    }
}
