import Testing

@testable import ManifestEdit

@Suite struct FieldFuzzTests {
    private static func word(_ random: inout SeededGenerator) -> String {
        let letters = Array("ab.c:[]\"'\\= /é0-\n\u{1}")
        return String(
            (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in letters.randomElement(using: &random) })
    }

    /// Whatever is in keys and names, what is written reads as the same path.
    @Test(arguments: 0..<40)
    func readsWhatItWrites(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed) &* 15_485_863)
        for _ in 0..<100 {
            let steps = (0..<Int.random(in: 1...4, using: &random)).map { _ -> FieldPath.Step in
                switch Int.random(in: 0...2, using: &random) {
                case 0: .key(Self.word(&random))
                case 1: .index(Int.random(in: 0...9, using: &random))
                default:
                    .item(key: Bool.random(using: &random) ? "name" : Self.word(&random), value: Self.word(&random))
                }
            }
            let name = Bool.random(using: &random) ? Self.word(&random) : nil
            let documents: [FieldPath.Document?] = [
                nil, .index(3), .object(kind: Self.word(&random), namespace: nil, name: name),
                .object(kind: "K", namespace: Self.word(&random), name: Self.word(&random)),
            ]
            let path = FieldPath(document: documents.randomElement(using: &random) ?? nil, steps: steps)
            #expect(try FieldPath(parsing: path.description) == path)
            // And what is no path says where.
            let text = Self.word(&random) + Self.word(&random)
            do throws(FieldPathError) {
                let path = try FieldPath(parsing: text)
                #expect(try FieldPath(parsing: path.description) == path)
            } catch {
                #expect((1...(text.count + 1)).contains(error.column))
            }
        }
    }

    private static let samples = [
        "kind: Deployment\nmetadata:\n  name: a\n  annotations: # c\n    x: 'y'\nspec:\n  replicas: 1\n  l:\n  - name: a\n    b: |\n      k: v\n  - {name: c}\n",
        "a: {b: {c: 1}, d: [1, {name: x}], e: }\nf: [\n  {name: a},\n  {name: b, c: 1}\n]\ng:\n- - 1\n  - 2\nh:\n",
        "{\r\n  \"a\": {\r\n    \"b\": 1\r\n  },\r\n  \"f\": [\r\n    {\r\n      \"name\": \"a\"\r\n    }\r\n  ]\r\n}\r\n",
        "patches:\n- patch: |-\n    kind: A\n    metadata: {name: x}\n    spec:\n      replicas: 2\n- path: x\nreplicas: []\n---\nkind: X\n",
        "a: |\n  b: é\n  d:\n  - name: x\nb: |-\n    # c\n    - {name: a}\n\nspec: 'metadata: {name: y}\n\n  replicas: 1'\n",
        "\u{FEFF}a: \"{b: 1}\"\nb: '[{name: a, c: 1}]'\nc: &x {d: 1}\ne: *x\n? f\n: g\n",
    ]
    private static let fields = [
        "a", "a.b", "a.b.c", "a.d[x].y", "a.d[1].name", "a.e", "a.e.x", "f[a].c", "f[b].c", "f[z].c", "g[0][1]", "h",
        "h.i", "c.d", "e.d",
        "spec.replicas", "metadata.annotations.x", "metadata.annotations.z", "spec.l[a].b", "spec.l[a].b.k",
        "spec.l[c].d.e",
        "patches[0].patch.spec.replicas", "patches[0].patch.spec.x.y", "replicas[a].count", "new.er", "b[a].c", "kind",
        "X:x",
    ]
    private static let pieces = [
        "\n", "\r", " ", "  ", "\t", ":", ": ", "- ", "#", "'", "\"", "{", "}", "[", "]", ",", "&a ", "*x", "!", "|\n",
        ">", "---\n", "...",
        "? ", "<<: *x\n", "é", "\u{85}", "name: a\n", "~", "!!str ",
    ].map { Array($0.utf8) }

    private static func mutated(_ sample: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(sample.utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...4, using: &random))
            bytes.replaceSubrange(
                start..<end, with: Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? [] : [])
        }
        return bytes
    }

    private static func isIndex(_ step: FieldPath.Step) -> Bool {
        if case .index = step { true } else { false }
    }

    /// Edits of broken and strange files are made as they are meant or not at all, and are undone to the byte.
    @Test(arguments: 0..<60)
    func neitherCrashesNorEditsBlindly(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed) &* 7919)
        let values: [FieldValue] = [.int(7), .string("a: \"é\""), .text("1.10"), .bool(true)]
        var edits = 0
        for round in 0..<150 {
            let bytes = Self.mutated(Self.samples[round % Self.samples.count], &random)
            guard let manifest = try? Manifest(parsing: bytes) else { continue }
            let field = try FieldPath(parsing: Self.fields.randomElement(using: &random) ?? "a")
            let value = values.randomElement(using: &random) ?? .null
            let before = try? manifest.value(at: field)
            if let edited = try? manifest.setting(field, to: value) {
                edits += 1
                #expect(try edited.manifest.value(at: field)?.text == value.text)
                #expect(try edited.manifest.setting(field, to: value).changes.isEmpty)
                if let inverse = edited.inverses.first {
                    let undone = try edited.manifest.undoing(inverse).manifest
                    #expect(
                        undone.bytes == bytes, "\(field): \(manifest.text) -> \(edited.manifest.text) -> \(undone.text)"
                    )
                }
            }
            // By its index, the next item is found where one is gone.
            if before ?? nil != nil, !field.steps.contains(where: Self.isIndex),
                let removed = try? manifest.removing(field)
            {
                #expect(try removed.manifest.value(at: field) == nil)
            }
        }
        // Else the samples are broken so badly that this tests nothing.
        #expect(edits > 20)
    }
}
