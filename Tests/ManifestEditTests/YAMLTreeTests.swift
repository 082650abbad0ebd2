import Testing

@testable import ManifestEdit

@Suite struct YAMLTreeTests {
    /// The text of the node's value in the file.
    private func slice(_ text: String, _ find: (YAMLNode) -> YAMLNode?) throws -> String {
        let bytes = Array(text.utf8)
        let node = try #require(try YAMLDocument.parse(bytes).first.flatMap { find($0.root) })
        return String(decoding: bytes[node.valueRange], as: UTF8.self)
    }

    @Test(arguments: [
        ("a: x y # note\n", "x y"),
        ("a: 'x''y'\n", "'x''y'"),
        ("a: \"x\\ny\" \n", "\"x\\ny\""),
        ("a: &name x\n", "x"),
        ("a: &name !!str x\n", "x"),
        ("a: !!str &name 'x'\n", "'x'"),
        ("a: &name # note\n  x\n", "x"),
        ("a: &name\n", ""),
        ("a:\n", ""),
        ("{a: &name x, b: y}", "x"),
        ("{a: !!str , b: y}", ""),
        ("a: &name {b: c}\n", "{b: c}"),
        ("a: &name\n  b: c\n", "b: c"),
        ("a:\n- b\n- c # d\n# e\nz: y\n", "- b\n- c"),
        ("\u{FEFF}a: x\n", "x"),
        ("# é🚀ü\r\nü: é\r\na: 'é🚀'\r\n", "'é🚀'"),
        ("\u{FEFF}# é\na: é\n", "é"),
    ])
    func findsTheBytesOfAValue(text: String, value: String) throws {
        #expect(try slice(text) { $0["a"] } == value)
    }

    @Test func findsBytesBehindManyWideCharacters() throws {
        let wide = String(repeating: "é🚀x", count: 100)
        #expect(try slice("b: \(wide)\na: [\(wide), y]\n") { $0["a"]?.items.last } == "y")
    }

    @Test func saysLineAndColumn() throws {
        let documents = try YAMLDocument.parse(Array("# é\na:\n  ü: 'é' \n  c: &x d\n---\n- e\n".utf8))
        let c = try #require(documents.first?.root["a"]?["c"])
        #expect(c.position.line == 4)
        #expect(c.position.column == 6)
        #expect(c.anchor == "x")
        #expect(c.string == "d")
        #expect(documents.last?.root.items.first?.position.line == 6)
        #expect(documents.count == 2)
    }

    @Test func doesNotExpandAliases() throws {
        let levels = (1...60).map {
            "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ","))]"
        }
        let documents = try YAMLDocument.parse(Array(("l0: &l0 x\n" + levels.joined(separator: "\n")).utf8))
        #expect(documents.first?.root.pairs.count == 61)
        #expect(documents.first?.root["l1"]?.items.first?.string == "x")
        #expect(documents.first?.root["l2"]?.items.first?.string == nil)
    }

    @Test(arguments: [
        ("a: b: c\n", 1, 5),
        ("a:\n\t- b\n", 2, 1),
        ("a: [b\n", 2, 1),
        ("a: 'b\n", 2, 1),
        ("a: *nowhere\n", 1, 4),
        ("é: é\nb: \u{7}\n", 2, 4),
        ("{{ if .Values.x }}\na: b\n{{ end }}\n", 2, 1),
    ])
    func saysWhereItIsNotYAML(text: String, line: Int, column: Int) {
        let error = #expect(throws: ManifestError.self) { try YAMLDocument.parse(Array(text.utf8)) }
        #expect(error?.code == .notYAML)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00], 1, .notYAML),
            ([0xFE, 0xFF, 0x00, 0x61], 1, .notYAML),
            ([0x61, 0x00, 0x3A, 0x00], 1, .notYAML),
            ([0x61, 0x3A, 0x20, 0xC3, 0x28], 1, .notYAML),
            (Array("[".utf8), 201, .tooDeep),
            (Array("[".utf8), 100_000, .tooDeep),
            (Array("{a: ".utf8), 50_000, .tooDeep),
            (Array("- ".utf8), 50_000, .tooDeep),
            (Array("? ".utf8), 50_000, .tooDeep),
        ] as [([UInt8], Int, ManifestError.Code)])
    func refusesWhatItCannotHold(piece: [UInt8], times: Int, code: ManifestError.Code) {
        let bytes = Array(repeatElement(piece, count: times).joined())
        let error = #expect(throws: ManifestError.self) { try YAMLDocument.parse(bytes) }
        #expect(error?.code == code)
    }

    @Test func refusesAFileThatIsTooLarge() {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: YAMLDocument.largestFile + 1)
        let error = #expect(throws: ManifestError.self) { try YAMLDocument.parse(bytes) }
        #expect(error?.code == .tooLarge)
    }

    @Test(arguments: ["", "\n", "# only this\n", "\u{FEFF}"])
    func hasNoDocumentInAnEmptyFile(text: String) throws {
        #expect(try YAMLDocument.parse(Array(text.utf8)).isEmpty)
    }

    @Test func holdsTheDeepestNesting() throws {
        let text = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(try YAMLDocument.parse(Array(text.utf8)).count == 1)
    }
}
