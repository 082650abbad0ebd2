/// How far the nodes of a file lead along a path.
struct FieldLocation {
    /// The last node that there is.
    let node: YAMLNode
    /// The way to it.
    let path: NodePath
    /// The steps for which there is no node; empty if the field is there.
    let rest: ArraySlice<FieldPath.Step>
    /// The path as outcomes show it: list items by name where they have one.
    let field: FieldPath
    /// The object that it is in.
    let object: ManifestObject
    /// How many of the field's steps there are nodes for.
    var present: Int { field.steps.count - rest.count }
}

extension Manifest {
    /// The field, if it is there.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if it is open which node is meant, or if the path leads through
    ///   something that the file has written elsewhere.
    func find(_ field: FieldPath) throws(ManifestError) -> FieldLocation? {
        let (locations, trouble) = try search(field)
        let found = locations.filter(\.rest.isEmpty)
        guard found.count <= 1 else { throw ambiguous(field, found.map(\.object)) }
        if let found = found.first { return found }
        if let trouble { throw trouble }
        return nil
    }

    /// The field, or how far the nodes lead to where it would be.
    ///
    /// - Throws: as ``find(_:)``, and if the file has no such document, or several that may be meant.
    func locate(_ field: FieldPath) throws(ManifestError) -> FieldLocation {
        let (locations, trouble) = try search(field)
        let found = locations.filter(\.rest.isEmpty)
        if found.count == 1 { return found[0] }
        if let trouble { throw trouble }
        if found.isEmpty, locations.count == 1 { return locations[0] }
        guard locations.isEmpty else { throw ambiguous(field, (found.isEmpty ? locations : found).map(\.object)) }
        throw ManifestError(.refused, absence(of: field))
    }

    /// Follows the path in each document that may be meant. What stops it in one of several matters only if no other
    /// has the field.
    func search(
        _ field: FieldPath
    ) throws(ManifestError) -> (locations: [FieldLocation], trouble: ManifestError?) {
        var locations: [FieldLocation] = []
        var trouble: ManifestError?
        let objects = objects
        let paths = ObjectPaths(of: objects)
        for object in try candidates(for: field, among: objects) {
            do throws(ManifestError) {
                locations.append(try locate(field.steps, in: object, paths.path(to: object, for: field.steps)))
            } catch {
                trouble = trouble ?? error
            }
        }
        return (locations, trouble)
    }

    private func candidates(
        for field: FieldPath, among objects: [ManifestObject]
    ) throws(ManifestError) -> [ManifestObject] {
        guard let document = field.document else { return objects.filter { !$0.isInList } }
        let found = objects.filter { $0.matches(document) }
        guard found.count <= 1 else {
            let lines = found.map { String($0.root.node.position.line) }.joined(separator: " and ")
            throw ManifestError(
                .refused, at: found[1].root.node.position, "more than one document is \(document), on lines \(lines)")
        }
        return found
    }

    private func ambiguous(_ field: FieldPath, _ objects: [ManifestObject]) -> ManifestError {
        let labels = objects.prefix(10).map(\.label).joined(separator: ", ") + (objects.count > 10 ? ", …" : "")
        return ManifestError(
            .refused, "\(field) may be meant in each of \(labels): say which, as in Kind/name:\(field)")
    }

    private func absence(of field: FieldPath) -> String {
        let labels = objects.map(\.label)
        guard let document = field.document, !labels.isEmpty else { return "the file has no document" }
        let shown = labels.prefix(10).joined(separator: ", ") + (labels.count > 10 ? ", …" : "")
        return "the file has no \(document), it has \(shown)"
    }

    private func locate(
        _ steps: [FieldPath.Step], in object: ManifestObject, _ root: FieldPath
    ) throws(ManifestError) -> FieldLocation {
        var found = object.root
        var field = root
        for (index, step) in steps.enumerated() {
            guard let next = try self.step(step, from: found) else {
                field.steps += steps[index...]
                return FieldLocation(
                    node: found.node, path: found.path, rest: steps[index...], field: field, object: object)
            }
            field.steps.append(canonical(step, before: steps[(index + 1)...].first, to: next, in: found.node))
            found = next
        }
        return FieldLocation(node: found.node, path: found.path, rest: [], field: field, object: object)
    }

    /// The node one step down, or nil if there is none.
    private func step(_ step: FieldPath.Step, from found: FoundNode) throws(ManifestError) -> FoundNode? {
        let node = found.node
        if case .alias(let alias) = node.kind {
            throw ManifestError(
                .refused, at: node.position,
                "the field is within the alias '*\(alias.name)' of what is written elsewhere")
        }
        if node.isNull || node.embeddedText != nil { return nil }
        switch step {
        case .key(let key):
            guard node.isMapping else { throw mismatch(node, "a mapping with the key '\(key)'") }
            let same = found.values(key)
            if same.isEmpty, let merge = node.pairs.first(where: { $0.key.text == "<<" }) {
                throw ManifestError(
                    .refused, at: merge.key.position, "another mapping is merged, which may have '\(key)'")
            }
            guard same.count <= 1 else {
                let keys = node.pairs.filter { $0.key.text == key }.map(\.key.position)
                throw ManifestError(
                    .refused, at: keys[1],
                    "the key '\(key)' is also on line \(keys[0].line), so it is open which of the two counts")
            }
            return same.first
        case .index(let index):
            guard node.isSequence else { throw mismatch(node, "a list") }
            return index < node.items.count ? found.items[index] : nil
        case .item(let key, let value):
            guard node.isSequence else { throw mismatch(node, "a list of items with '\(key)'") }
            let same = found.items.filter { $0.node[key]?.text == value }
            guard same.count <= 1 else {
                throw ManifestError(
                    .refused, at: same[1].node.position,
                    "the item whose \(key) is '\(value)' is also on line \(same[0].node.position.line)")
            }
            return same.first
        }
    }

    private func mismatch(_ node: YAMLNode, _ wanted: String) -> ManifestError {
        let there = node.isMapping ? "a mapping" : node.isSequence ? "a list" : "a value"
        return ManifestError(.refused, at: node.position, "there is \(there) where \(wanted) was expected")
    }

    /// An item goes by its name, if no other item of the list has that: an index says less, and ages. Only where the
    /// name itself is the field, that would lead nowhere after a change.
    private func canonical(
        _ step: FieldPath.Step, before next: FieldPath.Step?, to found: FoundNode, in list: YAMLNode
    ) -> FieldPath.Step {
        let index = found.path.steps.last.map { FieldPath.Step.index($0.index) } ?? step
        if case .item(let key, _) = step { return next == .key(key) ? index : step }
        guard case .index = step, next != .key("name"), let name = found.node.writtenText("name"),
            list.items.count(where: { $0["name"]?.text == name }) == 1
        else { return step }
        return .item(key: "name", value: name)
    }
}
