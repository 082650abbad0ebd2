/// One node of a YAML document: what it says, and where in the file it says so.
public struct YAMLNode: Sendable {
    /// What a node is.
    public enum Kind: Sendable {
        /// Keys and values in the order of the file, duplicates included.
        case mapping([YAMLPair], CollectionStyle)
        /// Items in the order of the file.
        case sequence([YAMLNode], CollectionStyle)
        /// A value.
        case scalar(YAMLScalar)
        /// A mention of a node that was written earlier. It is never expanded.
        indirect case alias(YAMLAlias)
    }

    /// How a collection is written.
    public enum CollectionStyle: Sendable {
        /// By indentation.
        case block
        /// In brackets.
        case flow
    }

    /// What the node is.
    public internal(set) var kind: Kind
    /// Where the node begins; at its anchor or tag if it has one.
    public let position: YAMLPosition
    /// Where the node ends, in bytes. A block collection ends where its last child does.
    let storedEnd: UInt32
    /// Where the node begins behind its anchor and tag, in bytes.
    let storedContentStart: UInt32
    /// Rare, so a reference keeps the node small.
    let properties: YAMLProperties?

    init(
        _ kind: Kind, position: YAMLPosition, end: Int, contentStart: Int? = nil, properties: YAMLProperties? = nil
    ) {
        self.kind = kind
        self.position = position
        self.storedEnd = UInt32(clamping: end)
        self.storedContentStart = UInt32(clamping: contentStart ?? position.offset)
        self.properties = properties
    }

    /// The bytes of the whole node, its anchor and tag included.
    public var range: Range<Int> { position.offset..<max(position.offset, Int(storedEnd)) }

    /// The bytes of the node behind its anchor and tag; quotes and brackets are inside.
    public var valueRange: Range<Int> { Int(storedContentStart)..<max(Int(storedContentStart), Int(storedEnd)) }

    /// The anchor's name, without `&`.
    public var anchor: String? { properties?.anchor }

    /// The tag with its handle resolved, such as `tag:yaml.org,2002:str`.
    public var tag: String? { properties?.tag }
}

/// A key and its value.
public struct YAMLPair: Sendable {
    /// The key, in nearly all files a scalar.
    public internal(set) var key: YAMLNode
    /// The value; an empty plain scalar where nothing is written.
    public internal(set) var value: YAMLNode
}

/// A value, without its place.
public struct YAMLScalar: Sendable, Hashable {
    /// How a scalar is written.
    public enum Style: Sendable {
        /// Without quotes.
        case plain
        /// In single quotes.
        case singleQuoted
        /// In double quotes.
        case doubleQuoted
        /// As a block after `|`.
        case literal
        /// As a block after `>`.
        case folded
    }

    /// The text that a YAML reader sees: quotes, escapes and indentation are taken off.
    public let text: String
    /// How it is written.
    public let style: Style

    var isBlock: Bool { style == .literal || style == .folded }
}

/// A mention of an anchored node.
public struct YAMLAlias: Sendable, Hashable {
    /// The anchor's name, without `*`.
    public let name: String
    /// The value that the anchor is on, if that is a scalar.
    public let scalar: YAMLScalar?
}

/// What may stand before a node.
final class YAMLProperties: Sendable {
    let anchor: String?
    let tag: String?

    init?(anchor: String?, tag: String?) {
        if anchor == nil && tag == nil { return nil }
        self.anchor = anchor
        self.tag = tag
    }

    /// How many are written before the node.
    var count: Int { (anchor == nil ? 0 : 1) + (tag == nil ? 0 : 1) }
}
