import ImageReference

/// Images in parts, as Helm's values have them: `{registry, repository, tag, digest}` under any key.
extension ImageSearch {
    private static let tagKeys = ["tag", "imageTag"]
    private static let digestKeys = ["digest", "sha", "sha256"]
    private static let parts = Set(tagKeys + digestKeys + ["registry", "repository", "image", "name"])
    /// Keys that tell the repository of an image from one of Git or of charts.
    private static let companions = Set(tagKeys + digestKeys + ["registry", "pullPolicy", "imagePullPolicy"])

    mutating func addSplit(_ pairs: [YAMLPair]) {
        guard let repository = repository(pairs) else { return addLayer(pairs) }
        var name = repository.text
        if let registry = lookUp(["registry"], in: pairs)?.value, let text = writtenText(registry) {
            name = text + "/" + name
        }
        guard let image = try? ImageRepository(name) else { return }
        let own = pairs.lastIndex { ["registry", "repository", "name"].contains($0.key.text) }
        let split = split(pairs, repositoryAt: repository.value, after: own ?? pairs.count - 1)
        // What another mapping holds in full is found there.
        let isOwn = !repository.isMerged || [split.tag, split.digest].contains { $0.value != nil && !$0.isMerged }
        if isOwn { add(split, image, .value) }
    }

    /// A tag whose repository is in another file of values.
    private mutating func addLayer(_ pairs: [YAMLPair]) {
        let isInList = way.steps.contains { if case .item = $0 { true } else { false } }
        guard let repository = knownRepositories[keys], !isInList, lookUp(["repository"], in: pairs) == nil,
            let tag = pairs.firstIndex(where: { Self.tagKeys.contains($0.key.text ?? "") })
        else { return }
        add(split(pairs, repositoryAt: way.appending(.value(tag)), after: tag), repository, .value)
    }

    /// `{image: shop, tag: v1}`, as in the elements of an ApplicationSet's list.
    mutating func addSplit(_ pairs: [YAMLPair], repositoryAt index: Int, _ repository: ImageRepository) -> Bool {
        guard lookUp(Self.tagKeys, in: pairs) != nil else { return false }
        return add(split(pairs, repositoryAt: way.appending(.value(index)), after: index), repository, .value)
    }

    /// The repository, if the mapping is an image's.
    private func repository(_ pairs: [YAMLPair]) -> (text: String, value: NodePath, isMerged: Bool)? {
        let isNamedImage = keys.last.map { Self.meansImage($0) } ?? false
        if let found = lookUp(["repository"], in: pairs), let text = writtenText(found.value) {
            let isImage = isNamedImage || Self.companions.contains { lookUp([$0], in: pairs) != nil }
            return isImage ? (text, found.value, found.isMerged) : nil
        }
        guard isNamedImage, lookUp(Self.tagKeys, in: pairs) != nil, let found = lookUp(["name"], in: pairs),
            let text = writtenText(found.value)
        else { return nil }
        return (text, found.value, found.isMerged)
    }

    /// `image`, `sidecarImage`, `images`.
    static func meansImage(_ key: some StringProtocol) -> Bool {
        let key = key.lowercased()
        return key.hasSuffix("image") || key.hasSuffix("images")
    }

    private func split(_ pairs: [YAMLPair], repositoryAt repository: NodePath, after index: Int) -> SplitImage {
        let base = field(way)
        func part(_ keys: [String]) -> SplitImage.Part {
            let found = lookUp(keys, in: pairs)
            let field = base.isEmpty ? found?.key ?? keys[0] : base + "." + (found?.key ?? keys[0])
            return SplitImage.Part(field: field, value: found?.value, isMerged: found?.isMerged ?? false)
        }
        let digest = part(Self.digestKeys)
        let written = SplitImage.text(digest, document)
        return SplitImage(
            repositoryPosition: document.root.descendant(repository.steps).position,
            tag: part(Self.tagKeys), digest: digest,
            digestPrefix: written.map { $0.contains(":") ? "" : "sha256:" } ?? "",
            addition: .pair(in: way, after: index, key: "tag"),
            keys: (way, Self.parts), isFreeOfContext: true)
    }

    // MARK: Merge keys

    private func writtenText(_ path: NodePath) -> String? { document.root.descendant(path.steps).writtenText }

    /// The value of the first of the keys that the mapping has, itself or by merging another one.
    private func lookUp(
        _ keys: [String], in pairs: [YAMLPair]
    ) -> (key: String, value: NodePath, isMerged: Bool)? {
        for key in keys {
            if let index = pairs.firstIndex(where: { $0.key.text == key }) {
                return (key, way.appending(.value(index)), false)
            }
        }
        guard pairs.contains(where: { $0.key.text == "<<" }) else { return nil }
        for key in keys {
            if let value = merged(key, into: way, depth: 0) { return (key, value, true) }
        }
        return nil
    }

    /// Looks into what a mapping merges. Mappings that merge each other in a circle end at some depth.
    private func merged(_ key: String, into mapping: NodePath, depth: Int) -> NodePath? {
        guard depth < 8 else { return nil }
        for source in mergedMappings(of: mapping) {
            let pairs = document.root.descendant(source.steps).pairs
            if let index = pairs.firstIndex(where: { $0.key.text == key }) { return source.appending(.value(index)) }
            if let value = merged(key, into: source, depth: depth + 1) { return value }
        }
        return nil
    }

    /// The mappings under `<<`, the first of which counts most (https://yaml.org/type/merge.html).
    private func mergedMappings(of mapping: NodePath) -> [NodePath] {
        let pairs = document.root.descendant(mapping.steps).pairs
        return pairs.indices.filter { pairs[$0].key.text == "<<" }.flatMap { index in
            let path = mapping.appending(.value(index))
            let items = pairs[index].value.items
            let paths = items.isEmpty ? [path] : items.indices.map { path.appending(.item($0)) }
            return paths.map(aliases.resolved)
        }
    }
}
