import Testing

@testable import ManifestEdit

@Suite struct GeneratedFieldTests {
    /// A manifest of random shape and style, with the fields that may be asked for in it.
    private static func manifest(_ random: inout SeededGenerator) -> String {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        func chance() -> Bool { Bool.random(using: &random) }
        let step = chance() ? "  " : "    "
        let list = chance() ? "" : step
        let comment = pick(["", " # é: [x]", "\t# {{ y }}", " "])
        var lines = ["kind: \(pick(["Deployment", "X"]))\(comment)", "metadata:", "\(step)name: shop\(comment)"]
        switch Int.random(in: 0..<5, using: &random) {
        case 0: lines.append("\(step)annotations: {a: 'b'}")
        case 1: lines.append("\(step)annotations:\(comment)")
        case 2: lines += ["\(step)annotations:", "\(step)\(step)a: \"b\"", "\(step)# end"]
        case 3: lines.append("\(step)annotations: {}\(comment)")
        default: break
        }
        lines += ["spec:", "\(step)replicas: \(pick(["1", "'1'", "\"1\"", "", "~", "1.5"]))\(comment)"]
        switch Int.random(in: 0..<5, using: &random) {
        case 0: lines.append("\(step)list: [{name: a, x: 1}]")
        case 1: lines.append("\(step)list: []\(comment)")
        case 2: lines.append("\(step)list:")
        case 3:
            lines += [
                "\(step)list:", "\(step)\(list)- name: a", "\(step)\(list)  x: 1", "", "\(step)\(list)- {name: c}",
            ]
        default: break
        }
        let lineBreak = pick(["\n", "\r\n"])
        // Without a line break at its end, such a text would get one with what is added behind it.
        let hasText = chance()
        if hasText { lines += ["text: |", "\(step)one", "", "\(step)two"] }
        let end = pick([
            hasText ? lineBreak : "", lineBreak, lineBreak + lineBreak, lineBreak + "# end" + lineBreak,
            lineBreak + "..." + lineBreak,
        ])
        return pick(["", "\u{FEFF}", "---" + lineBreak, "# top" + lineBreak]) + lines.joined(separator: lineBreak) + end
    }

    private static let fields = [
        "spec.replicas", "metadata.annotations.\"a.b/c\"", "metadata.annotations.a", "spec.list[a].x",
        "spec.list[b].y.z",
        "spec.other", "spec.deep.er.est", "top", "metadata.name", "metadata.labels.x", "spec.list[k=v].w",
    ]
    private static let values: [FieldValue] = [
        .int(7), .string("1.10"), .string("a: b # c"), .bool(true), .text("500m"), .text("12"), .string("é'\"\\"),
        .null,
        .string("two\nlines"),
    ]

    @Test(arguments: 0..<400)
    func undoesInTheOtherOrder(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed) &* 104_729)
        let original = try Manifest(Self.manifest(&random))
        var edited = EditedFields(original)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let field = try FieldPath(parsing: Self.fields.randomElement(using: &random) ?? "top")
            let value = Self.values.randomElement(using: &random) ?? .null
            let before = edited.manifest
            try edited.then { manifest throws(ManifestError) in try manifest.setting(field, to: value) }
            #expect(try edited.manifest.value(at: field)?.text == value.text)
            // One change is one run of bytes that differs.
            let prefix = zip(before.bytes, edited.bytes).prefix { $0 == $1 }.count
            let suffix = zip(before.bytes.reversed(), edited.bytes.reversed()).prefix { $0 == $1 }.count
            let longest = value.text.utf8.count + 120
            #expect(edited.bytes.count - min(prefix + suffix, edited.bytes.count) <= longest)
        }
        #expect(edited.changes.count == edited.inverses.count)
        var manifest = edited.manifest
        for inverse in edited.inverses.reversed() { manifest = try manifest.undoing(inverse).manifest }
        #expect(manifest.text == original.text)
    }
}
