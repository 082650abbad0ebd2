import ImageReference
import RE2

/// A place in a patch that has to do with a field of an object.
struct PatchPlace {
    /// The file: the Kustomization, or a patch beside it.
    let manifest: Manifest
    /// The path in that file.
    let field: FieldPath
    /// Whether the patch is for this object alone.
    let isForOneObject: Bool
}

extension WorkloadManifests {
    /// Where the patches of a Kustomization set a field of an object, the one that wins first.
    ///
    /// Selectors by label or annotation are not evaluated, and such patches are passed over.
    func patchPlaces(
        of place: PlacedObject, _ steps: [FieldPath.Step], in kustomization: Manifest
    ) -> [PatchPlace] {
        guard let index = kustomization.documents.firstIndex(where: { kustomization.isKustomization($0.root) }) else {
            return []
        }
        let root = FoundNode(rootOf: kustomization.documents[index], at: index)
        let base = PlacedObject(object: ManifestObject(root), manifest: kustomization)
        // Kustomize applies them in the other order.
        return ["patchesJson6902", "patches", "patchesStrategicMerge"].flatMap { key in
            (root.node[key]?.items ?? []).enumerated().reversed().flatMap { index, entry in
                patchPlaces(
                    of: place, steps, in: PatchEntry(node: entry, field: base.field([.key(key), .index(index)])),
                    of: kustomization)
            }
        }.filter { (try? $0.manifest.value(at: $0.field)) ?? nil != nil }
    }

    private func patchPlaces(
        of place: PlacedObject, _ steps: [FieldPath.Step], in entry: PatchEntry, of kustomization: Manifest
    ) -> [PatchPlace] {
        let target = PatchTarget(entry.node["target"])
        if let target, !matches(target, place) { return [] }
        if let path = entry.file {
            let path = FilePath.resolve(path, besides: kustomization.path)
            guard let file = (own + drawnIn).first(where: { FilePath.normal($0.path) == path }) else { return [] }
            return patchPlaces(of: place, steps, in: file, at: nil, target).map {
                PatchPlace(manifest: file, field: $0.field, isForOneObject: $0.isForOneObject)
            }
        }
        guard let text = entry.inline, let patch = try? Manifest(parsing: Array(text.text.utf8)) else { return [] }
        return patchPlaces(of: place, steps, in: patch, at: text.field, target).map {
            PatchPlace(manifest: kustomization, field: $0.field, isForOneObject: $0.isForOneObject)
        }
    }

    /// - Parameter outer: where the patch is within a Kustomization; nil if it is a file.
    private func patchPlaces(
        of place: PlacedObject, _ steps: [FieldPath.Step], in patch: Manifest, at outer: FieldPath?,
        _ target: PatchTarget?
    ) -> [PatchPlace] {
        func field(_ inner: FieldPath) -> FieldPath { outer.map { $0.appending(inner) } ?? inner }
        let objects = patch.objects
        if let operations = objects.first?.root.node, operations.isSequence {
            guard let target, let pointer = place.pointer(to: steps) else { return [] }
            let inner = FieldPath(steps: [.item(key: "path", value: pointer), .key("value")])
            return [PatchPlace(manifest: patch, field: field(inner), isForOneObject: target.isForOneObject)]
        }
        return objects.compactMap { object in
            guard target != nil || isSame(object, place.object) else { return nil }
            let inner = PlacedObject(object: object, manifest: patch).field(steps)
            return PatchPlace(manifest: patch, field: field(inner), isForOneObject: target?.isForOneObject ?? true)
        }
    }

    private func isSame(_ patch: ManifestObject, _ object: ManifestObject) -> Bool {
        guard let name = patch.name, let objectName = object.name, patch.kind == object.kind else { return false }
        guard patch.namespace == nil || object.namespace == nil || patch.namespace == object.namespace else {
            return false
        }
        return names(of: objectName).contains(name)
    }

    /// The longest expression that is compiled, in bytes: it is for each patch and object, and one for names of at most
    /// 253 characters has no need of more.
    private static let longestPattern = 1000

    private func matches(_ target: PatchTarget, _ place: PlacedObject) -> Bool {
        guard !target.hasSelector, target.kind == nil || target.kind == place.object.kind,
            target.namespace == nil || place.object.namespace == nil || target.namespace == place.object.namespace
        else { return false }
        guard let pattern = target.name else { return true }
        // Kustomize takes the whole name, and fails where this is no expression.
        guard let name = place.object.name, pattern.utf8.count <= Self.longestPattern,
            let expression = try? RegularExpression(pattern)
        else { return false }
        return names(of: name).contains(where: expression.matchesWhole)
    }
}

/// An entry of one of the lists of patches.
private struct PatchEntry {
    let node: YAMLNode
    let field: FieldPath

    /// The path of a file.
    var file: String? {
        if let text = node.text { return isText(text) ? nil : text }
        return node.writtenText("path")
    }

    /// A patch that is written in the entry.
    var inline: (text: String, field: FieldPath)? {
        if let text = node.text { return isText(text) ? (text, field) : nil }
        return node.writtenText("patch").map { ($0, field.appending(.key("patch"))) }
    }

    private func isText(_ text: String) -> Bool { text.contains("\n") || text.hasPrefix("{") }
}

/// Which objects a patch is for.
private struct PatchTarget {
    let kind: String?
    let name: String?
    let namespace: String?
    let hasSelector: Bool

    init?(_ node: YAMLNode?) {
        guard let node else { return nil }
        kind = node.writtenText("kind")
        name = node.writtenText("name")
        namespace = node.writtenText("namespace")
        hasSelector = node["labelSelector"] != nil || node["annotationSelector"] != nil
    }

    /// Whether a kind and a name without any sign of an expression are given.
    var isForOneObject: Bool {
        guard kind != nil, let name else { return false }
        return name.utf8.allSatisfy { $0.isLowerAlphanumeric || $0 == UInt8(ascii: "-") }
    }
}

extension PlacedObject {
    /// The JSON pointer (RFC 6901) to a field, as operations of a JSON patch write it.
    ///
    /// - Returns: nil if the object does not have the list item that the path names.
    func pointer(to steps: [FieldPath.Step]) -> String? {
        var node: YAMLNode? = object.root.node
        var pointer = ""
        for step in steps {
            switch step {
            case .key(let key):
                pointer += "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
                node = node?[key]
            case .index(let index):
                pointer += "/\(index)"
                node = node.flatMap { $0.items.indices.contains(index) ? $0.items[index] : nil }
            case .item(let key, let value):
                guard let index = node?.items.firstIndex(where: { $0[key]?.text == value }) else { return nil }
                pointer += "/\(index)"
                node = node?.items[index]
            }
        }
        return pointer
    }
}
