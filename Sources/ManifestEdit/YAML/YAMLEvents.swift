import CYAML

/// libyaml's parser over bytes that outlive it, freed once.
struct YAMLEvents: ~Copyable {
    // The parser keeps a pointer to itself, so it has an address of its own.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private let offsets: CharacterOffsets

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(ManifestError) {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let base = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        self.bytes = bytes
        offsets = CharacterOffsets(bytes, from: base)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw ManifestError(.notYAML, "there is no memory to parse the file")
        }
        // Told the encoding, libyaml does not guess UTF-16.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress.map { $0 + base }, bytes.count - base)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Lends the next event to the closure.
    func next<Result>(
        _ body: (borrowing yaml_event_t) throws(ManifestError) -> Result
    ) throws(ManifestError) -> Result {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
        defer { yaml_event_delete(&event) }
        return try body(event)
    }

    /// The place of a mark of libyaml.
    func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(offset: byteOffset(mark), line: mark.line + 1, column: mark.column + 1)
    }

    /// The byte at a mark of libyaml.
    func byteOffset(_ mark: yaml_mark_t) -> Int { offsets.byteOffset(ofCharacter: mark.index) }

    /// What libyaml says is wrong.
    private var problem: ManifestError {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "there is no memory to parse the file"
        guard state.error != YAML_READER_ERROR else {
            // The reader works on bytes and is ahead of the marks.
            return ManifestError(.notYAML, at: position(ofByte: state.problem_offset), problem)
        }
        let context = state.context.map { " " + String(cString: $0) } ?? ""
        return ManifestError(.notYAML, at: position(state.problem_mark), problem + context)
    }

    private func position(ofByte offset: Int) -> YAMLPosition {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return YAMLPosition(offset: offset, line: line, column: column)
    }
}
