/// YAML that a file holds as a text: a patch of a Kustomization, or the Helm values of an Argo CD Application.
///
/// A path leads on into it: `patches[0].patch.spec.replicas`.
struct EmbeddedYAML {
    /// The text as a file of its own.
    let manifest: Manifest
    /// The rest of the path, within it.
    let field: FieldPath
    /// Where the text is.
    let location: FieldLocation
}

extension Manifest {
    /// The text that a path leads into, if it does.
    func embedded(on field: FieldPath) throws(ManifestError) -> EmbeddedYAML? {
        let (locations, _) = try search(field)
        guard !locations.contains(where: \.rest.isEmpty) else { return nil }
        let texts = locations.filter { $0.node.embeddedText != nil }
        guard texts.count == 1, let location = texts.first, let text = location.node.embeddedText else { return nil }
        let inner = try within(location) { () throws(ManifestError) in
            try Manifest(parsing: Array(text.utf8), path: path)
        }
        guard inner.objects.count == 1 else {
            throw ManifestError(
                .refused, at: location.node.position, "the text holds \(inner.objects.count) documents and not one")
        }
        // The text itself is a value that is there, with nothing left of the path.
        var outer = location.field
        outer.steps.removeLast(location.rest.count)
        let place = FieldLocation(
            node: location.node, path: location.path, rest: [], field: outer, object: location.object)
        return EmbeddedYAML(
            manifest: inner, field: FieldPath(steps: Array(location.rest)), location: place)
    }

    /// Edits the text, and says what changed as it is seen from the file.
    func editing(
        _ embedded: EmbeddedYAML, _ edit: (Manifest) throws(ManifestError) -> EditedFields
    ) throws(ManifestError) -> EditedFields {
        let inner = try within(embedded.location) { () throws(ManifestError) in try edit(embedded.manifest) }
        guard !inner.changes.isEmpty else { return EditedFields(self) }
        var outer = TreeEdit(self)
        try outer.replace(embedded.location.path, withText: String(decoding: inner.bytes, as: UTF8.self))
        var edited = EditedFields(try outer.finish())
        for (change, inverse) in zip(inner.changes, inner.inverses) {
            let field = embedded.location.field.appending(inverse.field)
            edited.changes.append(
                FieldChange(
                    field: field.description, from: change.from, to: change.to,
                    line: change.line + embedded.location.lineOffset))
            edited.inverses.append(FieldInverse(field, inverse.former.deeper(by: embedded.location.field.steps.count)))
        }
        return edited
    }

    /// Does something with the text, whose lines are counted in the file if it fails.
    func within<Result>(
        _ location: FieldLocation, _ body: () throws(ManifestError) -> Result
    ) throws(ManifestError) -> Result {
        do {
            return try body()
        } catch {
            guard let line = error.line else { throw error }
            // The columns of a text in quotes are not those of the file.
            let position = YAMLPosition(offset: 0, line: line + location.lineOffset, column: error.column ?? 1)
            throw ManifestError(error.code, at: position, error.reason)
        }
    }
}

extension FieldLocation {
    /// What is added to a line of the text to get the line of the file.
    fileprivate var lineOffset: Int {
        node.position.line - (node.scalar?.style == .literal ? 0 : 1)
    }
}

extension FieldPath {
    /// The path on through a text.
    func appending(_ inner: FieldPath) -> FieldPath {
        FieldPath(document: document, steps: steps + inner.steps)
    }
}

extension FieldInverse.Former {
    fileprivate func deeper(by steps: Int) -> Self {
        if case .absent(let kept, let emptied) = self { return .absent(kept: kept + steps, emptied: emptied) }
        return self
    }
}

extension YAMLNode {
    /// The text of a scalar that may hold YAML of its own.
    var embeddedText: String? {
        guard case .scalar(let scalar) = kind else { return nil }
        switch scalar.style {
        case .literal: return scalar.text
        case .singleQuoted, .doubleQuoted:
            let isYAML = scalar.text.contains("\n") || scalar.text.hasPrefix("{") || scalar.text.hasPrefix("[")
            return isYAML ? scalar.text : nil
        case .plain, .folded: return nil
        }
    }

    /// Whether this is a strategic merge patch that names its object and says nothing about it.
    var isEmptyPatch: Bool {
        guard isMapping, self["kind"] != nil else { return false }
        let keys = pairs.compactMap(\.key.text)
        let metadata = self["metadata"]?.pairs.compactMap(\.key.text) ?? []
        return Set(keys).isSubset(of: ["apiVersion", "kind", "metadata"])
            && Set(metadata).isSubset(of: ["name", "namespace"])
    }
}
