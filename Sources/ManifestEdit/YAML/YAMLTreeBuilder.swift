import CYAML

/// Puts libyaml's events together to trees.
///
/// The collections that are open are on a stack of its own, so that no file can overflow the thread's.
struct YAMLTreeBuilder {
    private struct OpenCollection {
        let isMapping: Bool
        let style: YAMLNode.CollectionStyle
        let position: YAMLPosition
        let contentStart: Int
        let properties: YAMLProperties?
        var items: [YAMLNode] = []
        var pairs: [YAMLPair] = []
        var key: YAMLNode?
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var documents: [YAMLDocument] = []
    private var open: [OpenCollection] = []
    private var root: YAMLNode?
    /// The scalars of the document by anchor; nil for a collection.
    private var anchors: [String: YAMLScalar?] = [:]
    private var aliases: [String: YAMLPosition] = [:]

    /// Whether anchors may be missing, since only a part of the file is here.
    private let isPart: Bool

    init(parsing bytes: UnsafeBufferPointer<UInt8>, isPart: Bool) {
        self.bytes = bytes
        self.isPart = isPart
    }

    mutating func build() throws(ManifestError) -> [YAMLDocument] {
        let events = try YAMLEvents(bytes)
        var more = true
        while more {
            more = try events.next { event throws(ManifestError) in try take(event, of: events) }
        }
        return documents
    }

    /// Returns whether there is more to come.
    private mutating func take(
        _ event: borrowing yaml_event_t, of events: borrowing YAMLEvents
    ) throws(ManifestError) -> Bool {
        switch event.type {
        case YAML_SCALAR_EVENT: takeScalar(event, of: events)
        case YAML_ALIAS_EVENT: try takeAlias(event, of: events)
        case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT: try openCollection(event, of: events)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
            closeCollection(endingAt: events.byteOffset(event.end_mark))
        case YAML_DOCUMENT_END_EVENT: endDocument(at: events.byteOffset(event.start_mark))
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return false
        default: break
        }
        return true
    }

    private mutating func takeScalar(_ event: borrowing yaml_event_t, of events: borrowing YAMLEvents) {
        let data = event.data.scalar
        let style: YAMLScalar.Style =
            switch data.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
        let scalar = YAMLScalar(text: text, style: style)
        let position = events.position(event.start_mark)
        let end = events.byteOffset(event.end_mark)
        let properties = Self.properties(anchor: data.anchor, tag: data.tag)
        if let anchor = properties?.anchor { anchors[anchor] = .some(scalar) }
        add(
            YAMLNode(
                .scalar(scalar), position: position, end: end,
                contentStart: contentStart(from: position.offset, to: end, behind: properties), properties: properties)
        )
    }

    private mutating func takeAlias(
        _ event: borrowing yaml_event_t, of events: borrowing YAMLEvents
    ) throws(ManifestError) {
        let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
        let position = events.position(event.start_mark)
        guard let scalar = anchors[name] ?? (isPart ? .some(nil) : nil) else {
            throw ManifestError(
                .notYAML, at: position, "found the alias '*\(name)' of an anchor that is not defined before")
        }
        if aliases[name] == nil { aliases[name] = position }
        let alias = YAMLAlias(name: name, scalar: scalar)
        add(YAMLNode(.alias(alias), position: position, end: events.byteOffset(event.end_mark)))
    }

    private mutating func openCollection(
        _ event: borrowing yaml_event_t, of events: borrowing YAMLEvents
    ) throws(ManifestError) {
        let position = events.position(event.start_mark)
        guard open.count < YAMLDocument.deepestNesting else {
            throw ManifestError(
                .tooDeep, at: position, "collections are nested more than \(YAMLDocument.deepestNesting) deep")
        }
        let isMapping = event.type == YAML_MAPPING_START_EVENT
        let isFlow =
            isMapping
            ? event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            : event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        let properties =
            isMapping
            ? Self.properties(anchor: event.data.mapping_start.anchor, tag: event.data.mapping_start.tag)
            : Self.properties(anchor: event.data.sequence_start.anchor, tag: event.data.sequence_start.tag)
        if let anchor = properties?.anchor { anchors[anchor] = .some(nil) }
        open.append(
            OpenCollection(
                isMapping: isMapping, style: isFlow ? .flow : .block, position: position,
                contentStart: contentStart(from: position.offset, to: bytes.count, behind: properties),
                properties: properties))
    }

    /// - Parameter end: where a flow collection ends; a block collection's end mark is beyond the comments after it.
    private mutating func closeCollection(endingAt end: Int) {
        guard let collection = open.popLast() else { return }
        let last = collection.isMapping ? collection.pairs.last?.value : collection.items.last
        let blockEnd = last.map { $0.range.upperBound } ?? collection.contentStart
        add(
            YAMLNode(
                collection.isMapping
                    ? .mapping(collection.pairs, collection.style) : .sequence(collection.items, collection.style),
                position: collection.position, end: collection.style == .flow ? end : blockEnd,
                contentStart: collection.contentStart, properties: collection.properties))
    }

    private mutating func endDocument(at end: Int) {
        if let root { documents.append(YAMLDocument(root: root, end: end, aliases: aliases)) }
        root = nil
        anchors = [:]
        aliases = [:]
    }

    /// Gives a complete node to the innermost open collection.
    private mutating func add(_ node: YAMLNode) {
        guard let innermost = open.indices.last else {
            root = node
            return
        }
        guard open[innermost].isMapping else {
            open[innermost].items.append(node)
            return
        }
        if let key = open[innermost].key {
            open[innermost].pairs.append(YAMLPair(key: key, value: node))
            open[innermost].key = nil
        } else {
            open[innermost].key = node
        }
    }

    private static func properties(
        anchor: UnsafeMutablePointer<UInt8>?, tag: UnsafeMutablePointer<UInt8>?
    ) -> YAMLProperties? {
        guard anchor != nil || tag != nil else { return nil }
        return YAMLProperties(anchor: anchor.map { String(cString: $0) }, tag: tag.map { String(cString: $0) })
    }

    /// Steps over the anchor and tag, and over white space and comments between them and the value.
    private func contentStart(from start: Int, to end: Int, behind properties: YAMLProperties?) -> Int {
        guard let properties else { return start }
        var offset = start
        for _ in 0..<properties.count {
            while offset < end && !bytes[offset].isYAMLSpace { offset += 1 }
            while offset < end && (bytes[offset].isYAMLSpace || bytes[offset] == UInt8(ascii: "#")) {
                if bytes[offset] == UInt8(ascii: "#") {
                    while offset < end && !bytes[offset].isYAMLBreak { offset += 1 }
                } else {
                    offset += 1
                }
            }
        }
        return offset
    }
}
