import ImageReference

/// Finds the places in a document that name an image, in one walk.
///
/// A place is known by its shape, whatever the kind of the document: operators, templates and charts write images in
/// the same few ways, and new kinds come with every cluster. What a value must be is a whole reference, or a
/// repository with a tag beside it; so a word that happens to stand under `image` does no harm until an event is about
/// an image of that name.
struct ImageSearch {
    let document: YAMLDocument
    let isKustomization: Bool
    let aliases: AliasUses
    /// What other files of a chart say of the images here, by the keys that lead to them.
    let knownRepositories: [[String]: ImageRepository]
    let source: SourceText
    /// The way to the node that is looked at.
    var way: NodePath
    /// The keys on it.
    var keys: [String] = []
    /// What was found so far.
    var found = FoundImages()

    init(
        _ document: YAMLDocument, at index: Int, isKustomization: Bool,
        knowing repositories: [[String]: ImageRepository],
        in source: SourceText
    ) {
        self.document = document
        self.isKustomization = isKustomization
        knownRepositories = repositories
        self.source = source
        aliases = AliasUses(of: document, at: index)
        way = NodePath(document: index)
    }

    mutating func run() { walk(document.root) }

    private mutating func walk(_ node: YAMLNode) {
        switch node.kind {
        case .mapping(let pairs, _):
            guard !Self.isWatched(node) else { return }
            visit(pairs)
            for (index, pair) in pairs.enumerated() {
                way.push(.value(index))
                keys.append(pair.key.text ?? "")
                walk(pair.value)
                keys.removeLast()
                way.pop()
            }
        case .sequence(let items, _):
            visit(items)
            for (index, item) in items.enumerated() {
                way.push(.item(index))
                walk(item)
                way.pop()
            }
        case .scalar(let scalar):
            if isEmbedded { addEmbedded(scalar, node) }
        case .alias:
            // What it stands for was looked at where that is written.
            return
        }
    }

    /// Whether an object tells Flux of a repository to look for tags in. A tag there would be wrong.
    private static func isWatched(_ node: YAMLNode) -> Bool {
        node["apiVersion"]?.text?.hasPrefix("image.toolkit.fluxcd.io/") ?? false
    }

    private mutating func visit(_ pairs: [YAMLPair]) {
        var mayBeSplit = false
        var hasName = false
        var hasTag = false
        for (index, pair) in pairs.enumerated() {
            guard let key = pair.key.text else { continue }
            switch key {
            case "image": addImage(pair.value, at: index, among: pairs)
            // A volume that is an image.
            case "reference" where keys.last == "image": addWhole(pair.value, at: .value(index), kind: .value)
            case "op": addPatch(pairs)
            case "repository", "<<": mayBeSplit = true
            case "name": hasName = true
            case "tag", "imageTag": hasTag = true
            default: break
            }
        }
        if mayBeSplit || hasTag && (hasName || !knownRepositories.isEmpty) { addSplit(pairs) }
    }

    private mutating func visit(_ items: [YAMLNode]) {
        switch keys.last {
        case "images": addKustomizeEntries(items)
        case "parameters" where keys.dropLast().last == "helm": addParameters(items)
        default: break
        }
    }

    // MARK: Whole references

    private mutating func addImage(_ value: YAMLNode, at index: Int, among pairs: [YAMLPair]) {
        guard let reference = Self.reference(value) else { return }
        // `{image: shop, tag: v1}` are two parts of one image; no container has a tag beside it.
        if reference.tag == nil, reference.digest == nil, addSplit(pairs, repositoryAt: index, reference.repository) {
            return
        }
        var isItem = false
        if case .item? = way.steps.last { isItem = true }
        let isContainer = isItem && (keys.last == "containers" || keys.last == "initContainers")
        addWhole(value, at: .value(index), kind: isContainer ? .container : .value)
    }

    /// An operation of a JSON patch (RFC 6902) that sets an image.
    private mutating func addPatch(_ pairs: [YAMLPair]) {
        guard let index = pairs.firstIndex(where: { $0.key.text == "value" }),
            let path = pairs.first(where: { $0.key.text == "path" })?.value.text, path.hasSuffix("/image")
        else { return }
        addWhole(pairs[index].value, at: .value(index), kind: .value)
    }

    /// - Parameter prefixCount: how many characters before the reference stay as they are.
    mutating func addWhole(_ value: YAMLNode, at step: NodePath.Step, kind: ImagePlace.Kind, prefixCount: Int = 0) {
        guard let scalar = value.scalar else { return }
        let prefix = String(scalar.line.prefix(prefixCount))
        guard let reference = try? ImageReference(String(scalar.line.dropFirst(prefixCount))) else { return }
        let path = way.appending(step)
        add(reference, field(path), value.position, kind, .whole(path, prefix: prefix))
    }

    // MARK: Results

    static func reference(_ value: YAMLNode) -> ImageReference? {
        value.scalar.flatMap { try? ImageReference(String($0.line)) }
    }

    func field(_ path: NodePath) -> String { document.root.field(path.steps) }

    mutating func add(
        _ reference: ImageReference, _ field: String, _ position: YAMLPosition, _ kind: ImagePlace.Kind,
        _ form: ImageForm
    ) {
        found.places.append(
            ImagePlace(
                field: field, position: position, reference: reference, document: way.document, kind: kind, form: form))
    }

    /// Adds an image in parts, if the parts are what they seem.
    @discardableResult
    mutating func add(_ image: SplitImage, _ repository: ImageRepository, _ kind: ImagePlace.Kind) -> Bool {
        guard let reference = image.reference(repository, in: document) else { return false }
        let part = image.mainPart(reference)
        let position = part.value.map { document.root.descendant($0.steps).position } ?? image.repositoryPosition
        add(reference, part.field, position, kind, .split(image))
        return true
    }
}
