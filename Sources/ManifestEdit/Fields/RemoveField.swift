extension Manifest {
    /// Removes a field, with the mappings and list items that it leaves with nothing to say.
    ///
    /// A list item has nothing to say when only the key is left that the path names it by.
    ///
    /// - Returns: the file as it was, with no change, if the field is not there.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func removing(_ field: FieldPath) throws(ManifestError) -> EditedFields {
        guard let location = try find(field) else { return EditedFields(self) }
        return try removing(location, keeping: nil, emptied: nil)
    }

    /// Undoes the change of a field, whatever the value is now.
    ///
    /// Right after the change that it belongs to, an inverse restores the file to the byte.
    ///
    /// - Returns: the file as it was, with no change, if all is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func undoing(_ inverse: FieldInverse) throws(ManifestError) -> EditedFields {
        switch inverse.former {
        case .added:
            return try removing(inverse.field)
        case .absent(let kept, let emptied):
            guard let location = try find(inverse.field) else { return EditedFields(self) }
            return try removing(location, keeping: kept, emptied: emptied)
        case .text(let text):
            return try setting(inverse.field, to: .text(text))
        case .source(let former, let scalar):
            guard let location = try find(inverse.field), let now = location.node.scalar else {
                return try setting(inverse.field, to: scalar.fieldValue)
            }
            guard now != scalar else { return EditedFields(self) }
            guard !now.isBlock else { return try setting(inverse.field, to: scalar.fieldValue) }
            var edit = TreeEdit(self)
            try edit.restore(location.path, to: former, meaning: .scalar(scalar))
            let to = YAMLNode(new: .scalar(scalar)).shownText
            return EditedFields(
                try edit.finish(), change(location, from: location.node.shownText, to: to),
                FieldInverse(location.field, .source(edit.formerText(of: location.node), now)))
        }
    }

    /// - Parameters:
    ///   - kept: how many of the path's steps stay in any case; nil if that is to be seen from what is there.
    ///   - emptied: what is written where the last step that stays has nothing else.
    private func removing(
        _ location: FieldLocation, keeping kept: Int?, emptied: FormerText?
    ) throws(ManifestError) -> EditedFields {
        guard let scalar = location.node.scalar else { throw noValue(location) }
        // The object's own steps are not among those of the field.
        let depth = location.path.steps.count - location.field.steps.count
        var cut = location.path
        var steps = location.field.steps[...]
        while let parent = cut.parent, cut.steps.count - 1 > depth + (kept ?? 0), steps.count > 1 {
            let collection = node(at: parent)
            guard collection.entries.count == 1 || holdsOnlyItsName(collection, steps.dropLast().last) else { break }
            if kept == nil, collection.entries.count == 1, stays(collection, at: parent) { break }
            cut = parent
            steps = steps.dropLast()
        }
        var edit = TreeEdit(self)
        if let emptied, let kept, cut.steps.count == depth + kept + 1, let parent = cut.parent,
            node(at: parent).entries.count == 1, !emptied.isInBrackets
        {
            try edit.empty(parent, as: emptied)
        } else {
            try edit.remove(cut)
        }
        return EditedFields(
            try edit.finish(), change(location, from: location.node.shownText, to: nil),
            FieldInverse(location.field, .source(edit.formerText(of: location.node), scalar)))
    }

    /// Whether a list item has, besides the value, only the key that the path names it by.
    private func holdsOnlyItsName(_ item: YAMLNode, _ step: FieldPath.Step?) -> Bool {
        guard case .item(let key, _)? = step else { return false }
        return item.pairs.count == 2 && item.pairs.contains { $0.key.text == key }
    }

    /// Whether a collection that would be left empty was so before, as far as can be seen: a new one is in brackets
    /// only within others in brackets.
    private func stays(_ collection: YAMLNode, at path: NodePath) -> Bool {
        guard collection.isFlow, let parent = path.parent else { return false }
        return !node(at: parent).isFlow
    }
}

extension YAMLScalar {
    /// The value as it is set where it is gone.
    fileprivate var fieldValue: FieldValue {
        if case .string = value { .string(text) } else if text.isEmpty { .null } else { .text(text) }
    }
}

extension FormerText {
    /// Whether removing what is between the brackets leaves them as they were.
    fileprivate var isInBrackets: Bool { text.hasPrefix("{") || text.hasPrefix("[") }
}
