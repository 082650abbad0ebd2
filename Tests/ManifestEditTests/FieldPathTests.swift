import ManifestEdit
import Testing

@Suite struct FieldPathTests {
    @Test(arguments: [
        ("spec.replicas", FieldPath("spec", "replicas")),
        (
            "replicas[shop].count",
            FieldPath(steps: [.key("replicas"), .item(key: "name", value: "shop"), .key("count")])
        ),
        (
            "images[registry.example.com:5000/shop].newTag",
            FieldPath(
                steps: [
                    .key("images"), .item(key: "name", value: "registry.example.com:5000/shop"), .key("newTag"),
                ])
        ),
        ("a.\"b.c/d\"", FieldPath("a", "b.c/d")),
        ("spec.sources[1].x", FieldPath(steps: [.key("spec"), .key("sources"), .index(1), .key("x")])),
        (
            "Deployment/shop:spec.replicas",
            FieldPath(document: .object(kind: "Deployment", namespace: nil, name: "shop"), "spec", "replicas")
        ),
        ("Service:spec", FieldPath(document: .object(kind: "Service", namespace: nil, name: nil), "spec")),
        (
            "Role/prod/\"system:x\":rules[0]",
            FieldPath(
                document: .object(kind: "Role", namespace: "prod", name: "system:x"), steps: [.key("rules"), .index(0)])
        ),
        ("[1]:a", FieldPath(document: .index(1), "a")),
        ("a[type=http].b", FieldPath(steps: [.key("a"), .item(key: "type", value: "http"), .key("b")])),
        ("a[\"x=y\"=\"z]\"]", FieldPath(steps: [.key("a"), .item(key: "x=y", value: "z]")])),
        ("a[name=\"0\"]", FieldPath(steps: [.key("a"), .item(key: "name", value: "0")])),
        ("\"a\\\"b\\\\\"", FieldPath("a\"b\\")),
        ("\"\".é", FieldPath("", "é")),
    ])
    func readsAndWrites(text: String, path: FieldPath) throws {
        #expect(try FieldPath(parsing: text) == path)
        #expect(try FieldPath(parsing: path.description) == path)
        #expect(
            path.description == text.replacing("[name=\"0\"]", with: "[name=0]").replacing("\"z]\"", with: "\"z]\""))
    }

    @Test(arguments: [
        ("a['b.c']", "a.\"b.c\""), ("a[\"b\"][0]", "a.b[0]"), ("['it\\'s'].b", "\"it's\".b"),
        ("a[name=shop]", "a[shop]"),
        ("CronJob/a.b:spec", "CronJob/a.b:spec"), ("a[name=12]", "a[name=12]"), ("a/b.c-d_e", "a/b.c-d_e"),
    ])
    func writesOneForm(text: String, canonical: String) throws {
        let path = try FieldPath(parsing: text)
        #expect(path.description == canonical)
        #expect(try FieldPath(parsing: canonical) == path)
    }

    /// The text, the column of the error and a part of its sentence.
    @Test(arguments: [
        ("", 1, "a key is missing"), ("a..b", 3, "a key is missing, and there is '.'"), (".a", 1, "a key is missing"),
        ("a.", 3, "a key is missing"), ("a b", 2, "'.' or '['"), ("a. b", 3, "white space"), (" a", 1, "white space"),
        ("a[", 3, "a name or index is missing"), ("a[1", 2, "']' of this '[' is missing"),
        ("a[]", 3, "missing, and there is ']'"),
        ("a[1]b", 5, "'.' or '['"), ("a]", 2, "'.' or '['"), ("a[b c]", 4, "a ']' was expected"),
        ("a[b=]", 5, "a value is missing"), ("a.\"b", 3, "the closing \" is missing"),
        ("a.'b\\c'", 6, "after a backslash"),
        ("a[99999999999999999999]", 3, "too large"), ("a/b/c/d:e", 6, "three parts"),
        ("Deployment/:a", 12, "a name is missing"),
        (":a", 1, "a kind is missing"), ("a:b:c", 4, "'.' or '['"), ("[x]:a", 1, "index of a document"),
        ("a:", 3, "a key is missing"),
        ("[0]x:a", 4, "a ':' was expected"), ("a[\"b\"", 2, "']' of this '['"), ("K.x/y z:a", 6, "'/' or ':'"),
        ("a.b\u{1}c", 4, "'.' or '['"),
    ])
    func saysWhereItIsWrong(text: String, column: Int, reason: String) {
        let error = #expect(throws: FieldPathError.self) { try FieldPath(parsing: text) }
        #expect(error?.column == column, "\(String(describing: error))")
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }
}
