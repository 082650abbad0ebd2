extension Manifest {
    /// Removes a field, with the mappings and list items that it leaves with nothing to say.
    ///
    /// A list item has nothing to say when only the key is left that the path names it by.
    ///
    /// - Returns: the file as it was, with no change, if the field is not there.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func removing(_ field: FieldPath) throws(ManifestError) -> EditedFields {
        try undoing(FieldInverse(field: field, from: nil))
    }

    /// Undoes the change of a field, whatever the value is now.
    ///
    /// Right after the change that it belongs to, an inverse restores the file to the byte.
    ///
    /// - Returns: the file as it was, with no change, if all is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func undoing(_ inverse: FieldInverse) throws(ManifestError) -> EditedFields {
        if let embedded = try embedded(on: inverse.field) { return try undoing(inverse, in: embedded) }
        switch inverse.former {
        case .added:
            guard let location = try find(inverse.field) else { return EditedFields(self) }
            return try removing(location, keeping: nil, emptied: nil)
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

    /// A patch that says nothing any more goes too, unless the text was there before.
    private func undoing(
        _ inverse: FieldInverse, in embedded: EmbeddedYAML
    ) throws(ManifestError) -> EditedFields {
        let depth = embedded.location.field.steps.count
        var former = inverse.former
        var kept: Int?
        var outerEmptied: FormerText?
        if case .absent(let all, let emptied) = former {
            kept = all
            if all < depth { outerEmptied = emptied }
            former = .absent(kept: max(0, all - depth), emptied: all < depth ? nil : emptied)
        }
        let edited = try editing(embedded) { inner throws(ManifestError) in
            try inner.undoing(FieldInverse(embedded.field, former))
        }
        let isGone = edited.changes.first.map { $0.to == nil } ?? false
        guard isGone, kept.map({ $0 < depth }) ?? true,
            let text = edited.manifest.node(at: embedded.location.path).text,
            let rest = try? Manifest(parsing: Array(text.utf8)), rest.documents.first?.root.isEmptyPatch ?? false
        else { return edited }
        var removed = try removing(embedded.location, keeping: kept, emptied: outerEmptied)
        removed.changes = edited.changes
        removed.inverses = edited.inverses
        return removed
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
