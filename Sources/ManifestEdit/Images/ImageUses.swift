import ImageReference

/// What the aliases of a document do with the values of one image.
///
/// A value with an anchor is changed only if each use of it is a use as that image.
struct ImageUses {
    private struct Merge: Hashable {
        let mapping: NodePath
        let value: NodePath
    }

    private let document: YAMLDocument
    private let aliases: AliasUses
    private let byTarget: [NodePath: [AliasUses.Use]]
    /// The values that are the image alone.
    private var whole: Set<NodePath> = []
    /// The values that are the image's where they are written.
    private var meant: Set<NodePath> = []
    /// The values that are the image's in a mapping that merges theirs.
    private var merges: Set<Merge> = []

    /// - Parameter places: all places of the image in the document.
    init(of places: [ImagePlace], in document: YAMLDocument, at index: Int) {
        self.document = document
        aliases = AliasUses(of: document, at: index)
        byTarget = Dictionary(grouping: aliases.all, by: \.target)
        guard !aliases.all.isEmpty else { return }
        for place in places {
            switch place.form {
            case .whole(let path, _):
                whole.insert(path)
                meant.insert(path)
            case .split(let image):
                for part in [image.tag, image.digest] {
                    guard let value = part.value else { continue }
                    if part.isMerged, let mapping = image.keys?.mapping {
                        merges.insert(Merge(mapping: mapping, value: value))
                    } else {
                        meant.insert(value)
                    }
                }
            case .embedded: continue
            }
        }
    }

    /// The node to change: the one with the anchor, where the value is an alias.
    func resolved(_ value: NodePath) -> NodePath { aliases.resolved(value) }

    /// Checks that a value may be changed.
    ///
    /// - Throws: ``ManifestError`` of code `refused` that names a use which is not meant.
    func check(_ value: NodePath) throws(ManifestError) {
        var shared: AliasUses.Use?
        for count in 0...value.steps.count {
            for use in byTarget[value.prefix(count)] ?? [] {
                shared = shared ?? use
                guard isMeant(use, of: value) else {
                    let line = document.root.descendant(value.steps).position.line
                    throw ManifestError(
                        .refused, at: use.position,
                        "the alias '*\(use.name)' stands for the value on line \(line) too, and is not this image's")
                }
            }
        }
        guard let shared, !meant.contains(value), !isDefinition(value) else { return }
        throw ManifestError(
            .refused, at: document.root.descendant(value.steps).position,
            "the value is shared: the alias '*\(shared.name)' on line \(shared.position.line) stands for it too")
    }

    private func isMeant(_ use: AliasUses.Use, of value: NodePath) -> Bool {
        if use.target == value { return meant.contains(use.path) }
        guard let mapping = use.mergesInto, use.target == value.parent, case .value(let index)? = value.steps.last
        else {
            // The alias repeats the whole image.
            return meant.contains(value)
        }
        let key = document.root.descendant(use.target.steps).pairs[index].key.text
        let isOverridden = document.root.descendant(mapping.steps).pairs.contains { $0.key.text == key }
        // A mapping that takes over the whole image is not listed as a place of its own.
        return isOverridden || whole.contains(value) || merges.contains(Merge(mapping: mapping, value: value))
            || meant.contains(value) && takesOverAll(of: use.target, mapping)
    }

    /// Whether a mapping has nothing of its own that could make another image of the merged one.
    private func takesOverAll(of merged: NodePath, _ mapping: NodePath) -> Bool {
        let identity: Set<String?> = ["registry", "repository", "name", "image"]
        return !document.root.descendant(mapping.steps).pairs.contains { identity.contains($0.key.text) }
    }

    /// Whether the value stands under a key that is there for its anchor only: `x-…`, `_…` or `.…`.
    private func isDefinition(_ value: NodePath) -> Bool {
        var node = document.root
        for step in value.steps {
            if case .value(let index) = step, let key = node.pairs[index].key.text,
                key.hasPrefix("x-") || key.hasPrefix("_") || key.hasPrefix(".")
            {
                return true
            }
            node = node.child(step)
        }
        return false
    }
}
