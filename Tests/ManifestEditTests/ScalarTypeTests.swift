import Testing

@testable import ManifestEdit

@Suite struct ScalarTypeTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("nil", .string("nil")),
            ("true", .bool(true)), ("False", .bool(false)), ("yes", .string("yes")),
            ("12", .int(12)), ("-7", .int(-7)), ("+7", .int(7)), ("007", .int(7)), ("0x1f", .int(31)),
            ("0o17", .int(15)), ("0x", .string("0x")), ("0x-1", .string("0x-1")),
            ("1.10", .float(1.1)), ("1e3", .float(1000)), (".5", .float(0.5)), ("1.", .float(1)),
            ("99999999999999999999", .float(1e20)), (".inf", .float(.infinity)),
            ("v1.2.3", .string("v1.2.3")), ("1.2.3", .string("1.2.3")), (".", .string(".")), ("-", .string("-")),
            ("1_000", .string("1_000")), ("'12'", .string("12")), ("\"true\"", .string("true")),
            ("!!str 12", .string("12")), ("! 12", .string("12")),
        ] as [(String, YAMLValue)])
    func readsTheCoreSchema(text: String, value: YAMLValue) throws {
        // A dash alone would be an item.
        let node = text == "-" ? nil : try YAMLDocument.parse(Array("a: \(text)".utf8)).first?.root["a"]
        #expect(node?.value ?? YAMLScalar(text: text, style: .plain).value == value)
    }

    @Test(arguments: [
        "", "~", "null", "NULL", "true", "False", "yes", "NO", "on", "Off", "y", "N", "=", "<<",
        "0", "12", "-7", "+7", "007", "0x1f", "0X1F", "0o17", "0b101", "1_000", "1,000", "1.10", "1.", ".5", "1e3",
        "12e5", "1234e56", "1E+3", "-1.5e-3", ".inf", "-.INF", ".NaN", "1:30", "190:20:30.15", "2026-01-31", "2026-1-2",
        "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43",
    ])
    func seesWhatIsNoString(text: String) {
        #expect(YAMLScalar.looksLikeNonString(text))
    }

    @Test(arguments: [
        "v1", "1.2.3", "1.27-alpine", "2026-01-31-abc", "2026.01.31", "abc123", "e12", "0xyz", "1e", "latest", "_1",
        "nginx:1.27", "20260131-1", ".", "-", "a b", "12-34",
    ])
    func leavesStringsAlone(text: String) {
        #expect(!YAMLScalar.looksLikeNonString(text))
    }

    @Test(arguments: [
        "v1", "1.10", "", " a", "a ", "a: b", "a #b", "a:", "#a", "-", "- a", "?", "*a", "&a", "!a", "%a", "@a", "`a",
        "[a", "{a}", "a, b", "a]", "'", "it's", "\"", "\\", "a\nb", "a\r\nb", "\t", "\u{0}", "\u{7F}", "\u{85}",
        "\u{2028}",
        "\u{FEFF}", "é🚀", "...", "---", "--- a", "yes", "=", "|", ">", "http://a:80/b#c", "x: ", "a:b", "\u{FFFE}",
    ])
    func writesWhatReadsBack(text: String) throws {
        for style in [YAMLScalar.Style.plain, .singleQuoted, .doubleQuoted] {
            for inFlow in [false, true] {
                let written = ScalarWriter.write(text, like: style, inFlow: inFlow)
                let file = inFlow ? "[{k: \(written.text)}, z]" : "- k: \(written.text)\n- z\n"
                let root = try #require(try YAMLDocument.parse(Array(file.utf8)).first?.root)
                #expect(root.items.count == 2)
                #expect(root.items.first?["k"]?.scalar == written.scalar)
                #expect(root.items.first?["k"]?.string == text)
            }
        }
    }

    @Test func isPleasantForAPolicy() throws {
        let text = "version: 1\nnames: [a, 1.10]\nsuspend: true\nempty:\nversion: 2\n"
        let root = try #require(try YAMLDocument.parse(Array(text.utf8)).first?.root)
        #expect(root["version"]?.int == 1)
        #expect(root["names"]?.items.map(\.looksLikeNonString) == [false, true])
        #expect(root["suspend"]?.bool == true)
        #expect(root["empty"]?.isNull == true)
        #expect(root["missing"] == nil)
        #expect(root.duplicateKey?.position.line == 5)
        #expect(root["names"]?["x"] == nil)
    }
}
