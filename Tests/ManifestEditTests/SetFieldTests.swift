import ManifestEdit
import Testing

@Suite struct SetFieldTests {
    static let twoDocuments = """
        kind: Deployment
        metadata: {name: shop}
        spec:
          replicas: 2
        ---
        kind: Deployment
        metadata: {name: api}
        spec: {}

        """

    /// The file, the field, its value, and the file after.
    static let replacements: [(String, String, FieldValue, String)] = [
        ("a: 1\n", "a", .int(5), "a: 5\n"),
        ("a: 1 # c\n", "a", .text("5"), "a: 5 # c\n"),
        ("a: '1'\n", "a", .int(5), "a: '5'\n"),
        ("a: \"1\"\r\n", "a", .text("5"), "a: \"5\"\r\n"),
        ("a: v1\n", "a", .text("1.10"), "a: \"1.10\"\n"),
        ("a: v1\n", "a", .int(5), "a: \"5\"\n"),
        ("a: 1.9\n", "a", .string("1.10"), "a: \"1.10\"\n"),
        ("a: 1.10\n", "a", .string("1.10"), "a: \"1.10\"\n"),
        ("a: 1.9\n", "a", .text("1.10"), "a: 1.10\n"),
        ("a: 1\n", "a", .text("500m"), "a: 500m\n"),
        ("a: 1\n", "a", .text("a: b"), "a: \"a: b\"\n"),
        ("a: false\n", "a", .bool(true), "a: true\n"),
        ("a: \"false\"\n", "a", .bool(true), "a: \"true\"\n"),
        ("a: yes\n", "a", .bool(false), "a: false\n"),
        ("a: yes\n", "a", .text("no"), "a: no\n"),
        ("a: true\n", "a", .text("off"), "a: off\n"),
        ("a: 'yes'\n", "a", .text("no"), "a: 'no'\n"),
        ("a: yes\n", "a", .string("no"), "a: \"no\"\n"),
        ("a: !!str 1\n", "a", .int(2), "a: !!str \"2\"\n"),
        ("a: &x 1\n", "a", .int(2), "a: &x 2\n"),
        ("a:\nb: c\n", "a", .int(2), "a: 2\nb: c\n"),
        ("a: \nb: c\n", "a", .int(2), "a: 2 \nb: c\n"),
        ("a: ~\n", "a", .string("x"), "a: x\n"),
        ("a: 1\n", "a", .null, "a: null\n"),
        ("{\"a\": \"x\"}", "a", .string("y"), "{\"a\": \"y\"}"),
        ("{\"a\": 1}", "a", .string("y"), "{\"a\": \"y\"}"),
        ("{\"a\":1}", "a", .int(2), "{\"a\":2}"),
        ("a: {b: 1}\n", "a.b", .string("x, y"), "a: {b: \"x, y\"}\n"),
        ("a: [{name: x, b: 1}, {name: y, b: 1}]\n", "a[y].b", .int(2), "a: [{name: x, b: 1}, {name: y, b: 2}]\n"),
        ("a:\n- name: x\n  b: 1\n- k: y\n  b: 1\n", "a[k=y].b", .int(2), "a:\n- name: x\n  b: 1\n- k: y\n  b: 2\n"),
        ("a: [1, 2]\n", "a[1]", .int(3), "a: [1, 3]\n"),
        ("\u{FEFF}a.b: 1\n", "\"a.b\"", .int(3), "\u{FEFF}a.b: 3\n"),
        (twoDocuments, "spec.replicas", .int(3), twoDocuments.replacing("replicas: 2", with: "replicas: 3")),
        (
            twoDocuments, "Deployment/shop:spec.replicas", .int(3),
            twoDocuments.replacing("replicas: 2", with: "replicas: 3")
        ),
        (twoDocuments, "[0]:spec.replicas", .int(3), twoDocuments.replacing("replicas: 2", with: "replicas: 3")),
        (
            "kind: List\nitems:\n- kind: A\n  metadata: {name: x}\n  b: 1\n- kind: A\n  metadata: {name: y}\n  b: 1\n",
            "A/y:b", .int(2),
            "kind: List\nitems:\n- kind: A\n  metadata: {name: x}\n  b: 1\n- kind: A\n  metadata: {name: y}\n  b: 2\n"
        ),
    ]

    static let additions: [(String, String, FieldValue, String)] = [
        // Into mappings.
        ("a: 1\n", "b", .int(5), "a: 1\nb: 5\n"),
        ("a: 1", "b", .int(5), "a: 1\nb: 5"),
        ("a: 1\r\n# c\r\n", "b", .string("x"), "a: 1\r\nb: x\r\n# c\r\n"),
        ("a:\n    c: 1 # é\nd: e\n", "a.b.x", .int(5), "a:\n    c: 1 # é\n    b:\n        x: 5\nd: e\n"),
        ("a:\n  c: |\n    t\n\nd: e\n", "a.b", .int(5), "a:\n  c: |\n    t\n  b: 5\n\nd: e\n"),
        ("a:\n- name: x\n  y: z\n", "a[x].b", .int(5), "a:\n- name: x\n  y: z\n  b: 5\n"),
        ("a:\n-   name: x\n", "a[0].b.c", .int(5), "a:\n-   name: x\n    b:\n      c: 5\n"),
        ("a:\n- name: |-\n    x\n", "a[0].b", .int(5), "a:\n- name: |-\n    x\n  b: 5\n"),
        ("a: {}\n", "a.b", .int(5), "a: {b: 5}\n"),
        ("a: { c: 1 } # d\n", "a.b", .int(5), "a: { c: 1, b: 5 } # d\n"),
        ("a: # c\nd: 1\n", "a.b", .int(5), "a: # c\n  b: 5\nd: 1\n"),
        ("a:", "a.b", .int(5), "a:\n  b: 5"),
        ("a: ~\n", "a.b.c", .int(5), "a: {b: {c: 5}}\n"),
        ("a: {b: }\n", "a.b.c", .int(5), "a: {b: {c: 5}}\n"),
        ("---\n{}\n", "a.b", .int(5), "---\n{a: {b: 5}}\n"),
        ("a: {annotations: {c: d}}\n", "a.annotations.b", .int(5), "a: {annotations: {c: d, b: \"5\"}}\n"),
        (
            "a: 1\n", "metadata.annotations.\"x.y/z\"", .bool(true),
            "a: 1\nmetadata:\n  annotations:\n    x.y/z: \"true\"\n"
        ),
        ("a: 1\n", "b", .text("true"), "a: 1\nb: true\n"),
        ("a: 1\n", "b", .text("no"), "a: 1\nb: \"no\"\n"),
        (
            twoDocuments, "Deployment/api:spec.replicas", .int(3),
            twoDocuments.replacing("spec: {}", with: "spec: {replicas: 3}")
        ),
        // JSON.
        ("{\"a\":1}", "b.c", .string("x"), "{\"a\":1,\"b\":{\"c\":\"x\"}}"),
        ("{\"a\": 1}\n", "b", .string("1.10"), "{\"a\": 1, \"b\": \"1.10\"}\n"),
        (
            "{\n    \"a\": {\n        \"x\": 1\n    }\n}\n", "b.c", .int(5),
            "{\n    \"a\": {\n        \"x\": 1\n    },\n    \"b\": {\n        \"c\": 5\n    }\n}\n"
        ),
        (
            "{\r\n  \"a\": [\r\n    {\"name\": \"x\"}\r\n  ]\r\n}\r\n", "a[y].b", .int(5),
            "{\r\n  \"a\": [\r\n    {\"name\": \"x\"},\r\n    {\"name\": \"y\", \"b\": 5}\r\n  ]\r\n}\r\n"
        ),
        (
            "{\n  \"a\": [\n    {\n      \"name\": \"x\"\n    }\n  ]\n}\n", "a[y].b", .int(5),
            "{\n  \"a\": [\n    {\n      \"name\": \"x\"\n    },\n    {\n      \"name\": \"y\",\n      \"b\": 5\n    }\n  ]\n}\n"
        ),
        // Into lists.
        (
            "resources:\n- x\n", "replicas[shop].count", .int(5),
            "resources:\n- x\nreplicas:\n- name: shop\n  count: 5\n"
        ),
        (
            "resources:\n  - x\n", "replicas[shop].count", .int(5),
            "resources:\n  - x\nreplicas:\n  - name: shop\n    count: 5\n"
        ),
        ("replicas: []\n", "replicas[shop].count", .int(5), "replicas: [{name: shop, count: 5}]\n"),
        ("replicas:\nx: y\n", "replicas[shop].count", .int(5), "replicas:\n- name: shop\n  count: 5\nx: y\n"),
        (
            "replicas:\n- name: a\n  count: 1\n", "replicas[1.5].count", .int(5),
            "replicas:\n- name: a\n  count: 1\n- name: \"1.5\"\n  count: 5\n"
        ),
        (
            "replicas:\n- {name: a} # c\nx: y\n", "replicas[b].count", .int(5),
            "replicas:\n- {name: a} # c\n- {name: b, count: 5}\nx: y\n"
        ),
        (
            "replicas: [\n  { name: a },\n]\n", "replicas[b].count", .int(5),
            "replicas: [\n  { name: a },\n  { name: b, count: 5 },\n]\n"
        ),
        (
            "replicas:\n- name: a\n# c\n\n- name: b\n", "replicas[k=c].x.z", .int(5),
            "replicas:\n- name: a\n# c\n\n- name: b\n- k: c\n  x:\n    z: 5\n"
        ),
    ]

    @Test(arguments: replacements)
    func replacesAValue(before: String, field: String, value: FieldValue, after: String) throws {
        try check(before, field, value, after)
    }

    @Test(arguments: additions)
    func addsWhatIsMissing(before: String, field: String, value: FieldValue, after: String) throws {
        try check(before, field, value, after)
    }

    private func check(_ before: String, _ field: String, _ value: FieldValue, _ after: String) throws {
        let manifest = try Manifest(before)
        let path = try FieldPath(parsing: field)
        let edited = try manifest.setting(path, to: value)
        #expect(edited.manifest.text == after)
        let change = try #require(edited.changes.first)
        #expect(edited.changes.count == 1 && edited.inverses.count == 1)
        #expect(change.to == value.text)
        #expect(try manifest.value(at: path)?.text == change.from)
        // The field of the change leads there as well.
        let shown = try FieldPath(parsing: change.field)
        #expect(try edited.manifest.value(at: shown)?.text == value.text)
        // Again is nothing, and undone is as before.
        let again = try edited.manifest.setting(shown, to: value)
        #expect(again.changes.isEmpty && again.bytes == edited.bytes)
        let undone = try edited.manifest.undoing(try #require(edited.inverses.first))
        #expect(undone.manifest.text == before)
        #expect(undone.changes.first?.field == change.field)
        #expect(undone.changes.first?.to == change.from)
    }

    /// An addition of which a record is all that is left.
    @Test(arguments: additions)
    func removesByTheRecord(before: String, field: String, value: FieldValue, after: String) throws {
        let manifest = try Manifest(before)
        let path = try FieldPath(parsing: field)
        let edited = try manifest.setting(path, to: value)
        let change = try #require(edited.changes.first)
        let shown = try FieldPath(parsing: change.field)
        let added = try FieldPath(parsing: #require(edited.inverses.first?.added).description)
        let undone = try edited.manifest.undoing(FieldInverse(field: shown, from: nil, added: added))
        #expect(try undone.manifest.value(at: path) == nil)
        // What was written as nothing is written as an empty collection then.
        let wasNothing =
            before == "a:" || ["replicas:\nx", "a: ~", "a: # c", "a: {b: }"].contains(where: before.hasPrefix)
        if !wasNothing { #expect(undone.manifest.text == before) }
        // With nothing known of what was added, what is left empty goes too.
        let guessed = try edited.manifest.undoing(FieldInverse(field: shown, from: nil))
        #expect(try guessed.manifest.value(at: path) == nil)
        if !wasNothing && !field.hasPrefix("a[0].b") { #expect(guessed.manifest.text == before) }
    }

    /// The file, the field, the line of the refusal if it names one, and a part of its sentence.
    @Test(arguments: [
        ("a: [1]\n", "a.b", 1, "there is a list where a mapping"), ("a: 1\n", "a.b", 1, "a value where a mapping"),
        ("a: {}\n", "a[0]", 1, "there is a mapping where a list"), ("a: [1]\n", "a[1]", 1, "needs a name"),
        ("a: [1]\n", "a", 1, "is a list and not one value"), ("a:\n  b: 1\n", "a", 2, "is a mapping and not one value"),
        ("a: 1\na: 2\n", "a", 2, "'a' is also on line 1"), ("a: |\n  x\n", "a", 1, "block scalar"),
        ("x: &x 1\na: *x\n", "a", 2, "alias '*x'"), ("a: &x 1\nb: *x\n", "a", 1, "alias '*x' on line 2"),
        ("x: &x {b: 1}\na: *x\n", "a.b", 2, "within the alias '*x'"),
        ("x: &x {b: 1}\na:\n  <<: *x\n", "a.b", 3, "merged"),
        ("a: &x {b: 1}\nb: *x\n", "a.c", 1, "alias '*x' on line 2"),
        ("a:\n- name: x\n- name: x\n", "a[x].b", 3, "also on line 2"),
        ("- 1\n", "a", 1, "there is a list where a mapping"), ("a: []\n", "a[x]", 1, "only a mapping is added"),
        ("a: []\n", "a[x].name", 1, "only a mapping"), ("", "a", nil, "the file has no document"),
        (twoDocuments, "spec.x", nil, "each of Deployment/shop, Deployment/api"),
        (twoDocuments, "kind", nil, "each of"),
        (twoDocuments, "Service/x:a", nil, "no Service/x, it has Deployment/shop"),
        (twoDocuments, "Deployment:a", 6, "more than one document is Deployment, on lines 1 and 6"),
        ("a:\n- \n", "a[0].b", 2, "no mapping here"),
    ])
    func refuses(text: String, field: String, line: Int?, reason: String) throws {
        let manifest = try Manifest(text)
        let path = try FieldPath(parsing: field)
        let error = #expect(throws: ManifestError.self) { try manifest.setting(path, to: .int(7)) }
        #expect(error?.code == .refused)
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("a: 1\nb: 2\n", "a", "b: 2\n"), ("a: 1\nb: 2", "b", "a: 1"), ("a: 1\n", "a", "{}\n"),
        ("a:\n  b: 1\nc: 2\n", "a.b", "c: 2\n"), ("a: # x\n  b: 1 # y\n# z\nc: 2\n", "a.b", "# z\nc: 2\n"),
        ("c: 2\na:\n- name: x\n  b: 1\n- name: y\n", "a[x].b", "c: 2\na:\n- name: y\n"),
        ("a:\n- name: x\n  b: 1\n  c: 2\n", "a[x].b", "a:\n- name: x\n  c: 2\n"),
        ("a:\n- b: 1\n  c: 2\n", "a[0].b", "a:\n- c: 2\n"), ("a: {b: 1, c: 2}\n", "a.b", "a: {c: 2}\n"),
        ("a: {b: 1, c: 2}\n", "a.c", "a: {b: 1}\n"), ("a: {b: 1,}\n", "a.b", "a: {}\n"),
        ("a: [1, 2]\n", "a[0]", "a: [2]\n"),
        ("a:\n- 1\n# c\n- 2\n- 3\n", "a[1]", "a:\n- 1\n# c\n- 3\n"),
        ("\u{FEFF}a: 1\r\nb: 2\r\n", "a", "\u{FEFF}b: 2\r\n"),
        ("x:\n- - 1\n  - 2\n", "x[0][1]", "x:\n- - 1\n"),
    ])
    func removes(before: String, field: String, after: String) throws {
        let path = try FieldPath(parsing: field)
        let edited = try Manifest(before).removing(path)
        #expect(edited.manifest.text == after)
        #expect(edited.changes.first?.to == nil && edited.changes.first?.from != nil)
        if !field.contains("[0]") && !field.contains("[1]") {
            #expect(try edited.manifest.removing(path).changes.isEmpty)
            let restored = try edited.manifest.undoing(try #require(edited.inverses.first))
            #expect(try restored.manifest.value(at: path)?.text == edited.changes.first?.from)
        }
    }

    /// Another hand's entries beside what was added stay.
    @Test func removesNoMoreThanWasAdded() throws {
        let edited = try Manifest("a: 1\n").setting(FieldPath("b", "c", "d"), to: .int(1))
        let beside = try edited.manifest.setting(FieldPath("b", "e"), to: .int(2))
        let undone = try beside.manifest.undoing(try #require(edited.inverses.first))
        #expect(undone.manifest.text == "a: 1\nb:\n  e: 2\n")
        let kept = try Manifest("a:\n  b:\n    c: 1\n").setting(FieldPath("a", "b", "d"), to: .int(1))
        let emptied = try kept.manifest.removing(FieldPath("a", "b", "c"))
        #expect(try emptied.manifest.undoing(try #require(kept.inverses.first)).manifest.text == "a:\n  b: {}\n")
    }

    @Test func takesValuesFromPolicies() throws {
        let policy = try Manifest("[5, \"5\", 05, 1.10, true, yes, ~, a b, []]")
        let values = (policy.documents.first?.root.items ?? []).map { FieldValue($0) }
        let expected: [FieldValue?] = [
            .int(5), .string("5"), .text("05"), .text("1.10"), .bool(true), .text("yes"), .null, .text("a b"), nil,
        ]
        #expect(values == expected)
    }

    @Test func readsAValue() throws {
        let manifest = try Manifest("a: {b: \"1.10\"}\nc: 1.10\nd: &x y\ne: *x\nf:\n")
        func value(_ field: String) throws -> FieldReading? { try manifest.value(at: FieldPath(parsing: field)) }
        #expect(try value("a.b")?.value == .string("1.10"))
        #expect(try value("c")?.value == .float(1.1))
        #expect(try value("c")?.text == "1.10")
        #expect(try value("c")?.position.line == 2)
        #expect(try value("e")?.text == "y")
        #expect(try value("f")?.value == .null)
        #expect(try value("g") == nil)
        #expect(try value("a.g") == nil)
        #expect(try value("Kind/x:a") == nil)
        #expect(throws: ManifestError.self) { try value("a") }
        #expect(throws: ManifestError.self) { try value("a[0]") }
    }
    /// In time that grows with the documents, and not with their square: this takes a second, and took minutes.
    @Test(.timeLimit(.minutes(1))) func findsAFieldAmongManyDocuments() throws {
        let settings = (0..<8000).map { "kind: ConfigMap\nmetadata: {name: c\($0), namespace: prod}\n---\n" }.joined()
        let manifest = try Manifest(settings + "kind: Deployment\nmetadata: {name: shop}\nspec: {replicas: 3}\n")
        let edited = try manifest.setting(FieldPath(parsing: "spec.replicas"), to: .int(5))
        #expect(edited.changes.map(\.field) == ["Deployment/shop:spec.replicas"])
    }
}
