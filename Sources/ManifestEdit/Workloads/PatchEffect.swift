/// What a patch does to one field of an object that it is for.
enum PatchEffect {
    case none
    /// What it does is at this path of the patch. If nothing is there, it takes the field away, or leaves it as it is.
    case at(FieldPath, elseRemoved: Bool)
    case removed
    /// Why it cannot be said.
    case open(String)
}

/// One document of a strategic merge patch
/// (https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md).
struct MergePatch: Sendable {
    let object: ManifestObject
    /// The path to the document in the patch.
    let path: FieldPath

    /// Whether it is for an object, by its kind and name. Kustomize knows all names and namespaces that it has had.
    func isFor(_ target: KustomizedObject) -> Bool {
        guard let name = object.name, let kind = object.kind, kind == target.object.kind else { return false }
        let isInNamespace = target.namespaces.contains(object.namespace ?? "default")
        return target.names.contains(name) && (isInNamespace || object.namespace == nil && !target.isKnown)
    }

    /// - Parameter mergesLists: whether Kustomize knows how to merge the lists of the object; if not, a list of the patch
    ///   replaces the object's.
    func effect(on steps: [FieldPath.Step], mergesLists: Bool) -> PatchEffect {
        var node: YAMLNode? = object.root.node
        var isReplaced = false
        for (depth, step) in steps.enumerated() {
            guard let current = node else { break }
            if depth > 0, current.isNull { return .removed }
            switch current["$patch"]?.text {
            case "delete": return depth > 0 ? .removed : .open("it deletes \(object.label)")
            case "replace": isReplaced = true
            default: break
            }
            if current.isSequence, !mergesLists || current.items.contains(where: { $0["$patch"]?.text == "replace" }) {
                isReplaced = true
            }
            node = current.child(step)
        }
        return .at(FieldPath(document: path.document, steps: path.steps + steps), elseRemoved: isReplaced)
    }
}

/// The operations of a JSON patch (RFC 6902).
struct JSONPatch: Sendable {
    let operations: [YAMLNode]

    /// - Parameter steps: the way to a field of the object that it is for.
    func effect(on steps: [FieldPath.Step], of object: ManifestObject) -> PatchEffect {
        guard var way = object.pointer(to: steps) else { return .none }
        var effect = PatchEffect.none
        for (index, operation) in operations.enumerated() {
            guard let path = operation["path"]?.text, let pointer = JSONPointer(path) else { continue }
            switch operation.writtenText("op") {
            case "add":
                if way.makesRoom(for: pointer, steps) { continue }
                fallthrough
            case "replace":
                guard way.tokens.starts(with: pointer.tokens) else { continue }
                let value = [step(to: index, path), .key("value")] + steps.dropFirst(pointer.tokens.count)
                effect = .at(FieldPath(steps: value), elseRemoved: true)
            case "remove":
                if way.closesUp(after: pointer, steps) { continue }
                if way.tokens.starts(with: pointer.tokens) { effect = .removed }
            case let name? where name == "move" || name == "copy":
                let from = name == "move" ? operation["from"]?.text.flatMap(JSONPointer.init) : nil
                if [pointer, from].compactMap({ $0 }).contains(where: { way.isTouched(by: $0, steps) }) {
                    effect = .open("operation [\(index)] is '\(name)'")
                }
            default: continue
            }
        }
        return effect
    }

    /// An operation goes by its path, if no other has that.
    private func step(to index: Int, _ path: String) -> FieldPath.Step {
        operations.count { $0["path"]?.text == path } == 1 ? .item(key: "path", value: path) : .index(index)
    }
}

/// A JSON pointer (RFC 6901).
private struct JSONPointer {
    var tokens: [String]

    /// - Returns: nil if it does not begin with a slash; Kustomize lets such an operation do nothing.
    init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    init(tokens: [String]) {
        self.tokens = tokens
    }

    /// The index in a list on this way, and that which another pointer names in the same list.
    private func indices(
        with other: JSONPointer, _ steps: [FieldPath.Step]
    ) -> (depth: Int, own: Int, other: Int)? {
        let depth = other.tokens.count - 1
        guard tokens.indices.contains(depth), other.tokens.dropLast() == tokens.prefix(depth), !steps[depth].isKey,
            let own = Int(tokens[depth]), let other = Int(other.tokens[depth])
        else { return nil }
        return (depth, own, other)
    }

    /// Whether an item that is put into a list on this way is none of its own, but may move that on.
    mutating func makesRoom(for item: JSONPointer, _ steps: [FieldPath.Step]) -> Bool {
        guard let (depth, own, new) = indices(with: item, steps) else { return false }
        if new <= own { tokens[depth] = String(own + 1) }
        return true
    }

    /// Whether an item that is taken from a list on this way is none of its own, but may move that back.
    mutating func closesUp(after item: JSONPointer, _ steps: [FieldPath.Step]) -> Bool {
        guard let (depth, own, old) = indices(with: item, steps), old != own else { return false }
        if old < own { tokens[depth] = String(own - 1) }
        return true
    }

    /// Whether what happens at another pointer may have to do with this one.
    func isTouched(by other: JSONPointer, _ steps: [FieldPath.Step]) -> Bool {
        tokens.starts(with: other.tokens) || indices(with: other, steps) != nil
    }
}

extension ManifestObject {
    /// The JSON pointer to a field.
    ///
    /// - Returns: nil if the object does not have the list item that the path names.
    fileprivate func pointer(to steps: [FieldPath.Step]) -> JSONPointer? {
        var node: YAMLNode? = root.node
        var tokens: [String] = []
        for step in steps {
            switch step {
            case .key(let key): tokens.append(key)
            case .index(let index): tokens.append(String(index))
            case .item(let key, let value):
                guard let index = node?.items.firstIndex(where: { $0[key]?.text == value }) else { return nil }
                tokens.append(String(index))
            }
            node = node?.child(step)
        }
        return JSONPointer(tokens: tokens)
    }
}

extension YAMLNode {
    /// The first node that a step may mean.
    fileprivate func child(_ step: FieldPath.Step) -> YAMLNode? {
        switch step {
        case .key(let key): self[key]
        case .index(let index): items.indices.contains(index) ? items[index] : nil
        case .item(let key, let value): items.first { $0[key]?.text == value }
        }
    }
}
