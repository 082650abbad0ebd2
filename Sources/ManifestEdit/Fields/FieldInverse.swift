/// How to undo the change of one field.
public struct FieldInverse: Sendable, Hashable {
    enum Former: Sendable, Hashable {
        /// The value was written so.
        case source(FormerText, YAMLScalar)
        /// The value had this text; its quotes are not known.
        case text(String)
        /// There was none. The first steps of the path, so many, led to a collection; the rest was added with the
        /// value. If that collection was empty, it was written so.
        case absent(kept: Int, emptied: FormerText?)
        /// There was none, and how much of the path was added with it is not known.
        case added
    }

    /// The field.
    public let field: FieldPath
    let former: Former

    init(_ field: FieldPath, _ former: Former) {
        self.field = field
        self.former = former
    }

    /// The outermost mapping, list, item or value that was added with the field, such as `replicas[shop]`; nil if
    /// the field was there before.
    public var added: FieldPath? {
        guard case .absent(let kept, _) = former else { return nil }
        return FieldPath(document: field.document, steps: Array(field.steps.prefix(kept + 1)))
    }

    /// The undoing of a change of which a record is all that is left.
    ///
    /// The value is then restored with the quotes that are there now.
    ///
    /// - Parameters:
    ///   - from: the text before the change; nil if the field was absent.
    ///   - added: what was added with it, as ``added`` says. Where this is not known, the collections that the removal
    ///     leaves empty go too, and list items of which only the name is left; but an empty collection in brackets
    ///     stays if no other brackets are around it, since then it was there before.
    public init(field: FieldPath, from: String?, added: FieldPath? = nil) {
        self.field = field
        if let from {
            former = .text(from)
        } else if let added, !added.steps.isEmpty {
            former = .absent(kept: added.steps.count - 1, emptied: nil)
        } else {
            former = .added
        }
    }
}

/// What a file had in a place, to the byte.
struct FormerText: Sendable, Hashable {
    /// The text, quotes included; empty where nothing was written.
    let text: String
    /// Whether the edit put a space before the new text.
    let isBehindNewSpace: Bool
}
