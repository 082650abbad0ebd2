extension Manifest {
    /// Gives a field a value, and adds what the path names and the file does not have: keys at the end of their
    /// mapping, items that the path names by `[name]` or `[key=value]` at the end of their list.
    ///
    /// - Returns: the file as it was, with no change, if the value is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func setting(_ field: FieldPath, to value: FieldValue) throws(ManifestError) -> EditedFields {
        if let embedded = try embedded(on: field) {
            return try editing(embedded) { inner throws(ManifestError) in try inner.setting(embedded.field, to: value) }
        }
        let location = try locate(field)
        guard location.rest.isEmpty else { return try adding(value, at: location) }
        guard let old = location.node.scalar else { throw noValue(location) }
        let keyStyle = keyStyle(in: location)
        let meaning = value.replacement(of: location.node, inFlow: false, beside: keyStyle).scalar.value
        guard meaning != location.node.value || value.isMoreThan(location.node) else { return EditedFields(self) }
        var edit = TreeEdit(self)
        let inFlow = try edit.target(location.path).inFlow
        let new = value.replacement(of: location.node, inFlow: inFlow, beside: keyStyle)
        let former = try edit.replace(location.path, withSource: new.text, meaning: new.scalar)
        return EditedFields(
            try edit.finish(), change(location, from: location.node.shownText, to: value.text),
            FieldInverse(location.field, .source(former, old)))
    }

    private func adding(
        _ value: FieldValue, at location: FieldLocation
    ) throws(ManifestError) -> EditedFields {
        var edit = TreeEdit(self)
        try add(value, at: location, &edit)
        let isEmpty = location.node.isNull || location.node.entries.isEmpty
        let emptied = isEmpty ? edit.formerText(of: location.node) : nil
        let former = FieldInverse.Former.absent(kept: location.present, emptied: emptied)
        return EditedFields(
            try edit.finish(), change(location, from: nil, to: value.text), FieldInverse(location.field, former))
    }

    func change(_ location: FieldLocation, from: String?, to: String?) -> FieldChange {
        FieldChange(field: location.field.description, from: from, to: to, line: location.node.position.line)
    }

    private func keyStyle(in location: FieldLocation) -> YAMLScalar.Style {
        guard let parent = location.path.parent else { return .plain }
        return node(at: parent).pairs.first?.key.scalar?.style ?? .plain
    }

    func noValue(_ location: FieldLocation) -> ManifestError {
        let there = location.node.isSequence ? "a list" : "a mapping"
        return ManifestError(.refused, at: location.node.position, "\(location.field) is \(there) and not one value")
    }

    // MARK: What is not there yet

    private func add(
        _ value: FieldValue, at location: FieldLocation, _ edit: inout TreeEdit
    ) throws(ManifestError) {
        let isString = StringMaps.hold(location.field, in: location.object)
        var new = NewValue.scalar(value.new(isString: isString))
        for step in location.rest.dropFirst().reversed() { new = try wrapped(new, in: step, location) }
        switch location.rest.first {
        case .key(let key): try edit.add(key, new, to: location.path)
        case let step?: try edit.add(item: try item(new, for: step, location), to: location.path)
        case nil: break
        }
    }

    private func wrapped(
        _ value: NewValue, in step: FieldPath.Step, _ location: FieldLocation
    ) throws(ManifestError) -> NewValue {
        if case .key(let key) = step { return .mapping([(key, value)]) }
        return .list([try item(value, for: step, location)])
    }

    /// The item of a list that a step names, with what is below it.
    private func item(
        _ value: NewValue, for step: FieldPath.Step, _ location: FieldLocation
    ) throws(ManifestError) -> NewValue {
        guard case .item(let key, let name) = step else {
            throw ManifestError(
                .refused, at: location.node.position,
                "\(location.field) is not there, and an item that is to be added needs a name, as [name] or [key=value]"
            )
        }
        guard case .mapping(let pairs) = value, pairs.allSatisfy({ $0.key != key }) else {
            throw ManifestError(
                .refused, at: location.node.position,
                "\(location.field) is not there, and only a mapping is added to a list")
        }
        return .mapping([(key, .scalar(FieldValue.string(name).new(isString: true)))] + pairs)
    }
}

extension FieldValue {
    /// Whether this is a string, and the node says the same in a way that some reader takes for something else.
    fileprivate func isMoreThan(_ node: YAMLNode) -> Bool {
        if case .string = self { node.looksLikeNonString } else { false }
    }
}

extension YAMLNode {
    /// The text of a scalar; `null` for any way of writing that, nothing included.
    var shownText: String? { isNull ? FieldValue.null.text : text }
}
