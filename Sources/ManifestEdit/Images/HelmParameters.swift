import ImageReference

/// Argo CD's `helm.parameters`: a list of `{name: image.tag, value: v1}`, as Helm's `--set`.
extension ImageSearch {
    mutating func addParameters(_ items: [YAMLNode]) {
        var indices: [String: Int] = [:]
        // Of two with one name the edit refuses both, so that it does not matter which is taken here.
        for (index, item) in items.enumerated() { if let name = item["name"]?.text { indices[name] = index } }
        for (index, item) in items.enumerated() {
            guard let name = item["name"]?.text, indices[name] == index, let value = valuePath(index, item),
                let text = document.root.descendant(value.steps).writtenText
            else { continue }
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            let prefix = parts.dropLast().map { $0 + "." }.joined()
            let isNamedImage = parts.dropLast().last.map { Self.meansImage($0) } ?? false
            switch parts.last {
            case "repository":
                addParameterImage(prefix, text, at: value, items, indices)
            case "name" where isNamedImage && indices[prefix + "tag"] != nil && indices[prefix + "repository"] == nil:
                addParameterImage(prefix, text, at: value, items, indices)
            case "image":
                let reference = try? ImageReference(text)
                guard let reference else { continue }
                add(reference, field(value), item.position, .value, .whole(value, prefix: ""))
            default: continue
            }
        }
    }

    private func valuePath(_ index: Int, _ item: YAMLNode) -> NodePath? {
        item.pairs.firstIndex { $0.key.text == "value" }.map { way.appending(.item(index)).appending(.value($0)) }
    }

    private mutating func addParameterImage(
        _ prefix: String, _ repository: String, at value: NodePath, _ items: [YAMLNode], _ indices: [String: Int]
    ) {
        func part(_ key: String) -> SplitImage.Part {
            let index = indices[prefix + key]
            return SplitImage.Part(
                field: "\(field(way))[\(prefix + key)].value", value: index.flatMap { valuePath($0, items[$0]) })
        }
        let registry = SplitImage.text(part("registry"), document)
        guard let name = try? ImageRepository((registry.map { $0 + "/" } ?? "") + repository) else { return }
        let image = SplitImage(
            repositoryPosition: document.root.descendant(value.steps).position, tag: part("tag"),
            digest: part("digest"), digestPrefix: "", addition: .parameter(in: way, name: prefix + "tag"),
            keys: nil, isFreeOfContext: false)
        add(image, name, .value)
    }
}
