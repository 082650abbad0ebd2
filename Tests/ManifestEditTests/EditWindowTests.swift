import ImageReference
import Testing

@testable import ManifestEdit

/// Edits are verified by parsing the lines around them: that must never accept what the whole file shows to be wrong.
@Suite struct EditWindowTests {
    private func edit(_ text: String) throws -> ImageEdit {
        var edit = try ImageEdit(of: Manifest(text), to: .wanted(WantedImage("shop:v2")))
        try edit.run()
        return edit
    }

    @Test(arguments: [
        "a: b\nimage: shop:v1 # c\nc: d\n",
        "kind: Pod\nspec:\n  containers:\n  - name: a\n    image: shop:v1\n  - name: b\n",
        "x: {image: shop:v1, y: z}\nother: 1\nmore: {}\nand: more\n",
        "a: b\nc: d\nimage:\n  repository: shop\nlast: one\n",
        "b: &b x\nc: {image: shop:v1, d: *b}\ne: *b\n",
        "a: b\nc: d\nhelm:\n  values: |\n    image: shop:v1\nlast: one\n",
    ])
    func aSmallPartIsEnough(text: String) throws {
        let tree = try edit("# a file with much else in it\nfirst: one\n" + text).tree
        #expect(tree.changesOnlyWindows(tree.ordered))
    }

    @Test(arguments: [
        // The part is most of the file, or has a key that is not a simple one.
        "image: shop:v1\n", "[{image: shop:v1}]\n", "a: b\nc: d\n? image\n: shop:v1\n",
        // What ends the value is outside.
        "%TAG !e! tag:example.com,2000:\n---\na: b\nimage: !e!x shop:v1\nc: d\n",
    ])
    func elseTheWholeFileIsParsed(text: String) throws {
        let tree = try edit(text).tree
        #expect(!tree.changesOnlyWindows(tree.ordered))
        #expect(try tree.finish().text == text.replacing("v1", with: "v2"))
    }

    /// Minified JSON is one line, however large: the part is still small.
    @Test func aLongLineIsNoMatter() throws {
        let containers = (0..<5000).map { #"{"name":"c\#($0)","image":"registry.example.com/c\#($0):v1"}"# }
        let text = #"{"kind":"Pod","spec":{"containers":["# + containers.joined(separator: ",") + "]}}"
        let manifest = try Manifest(text)
        var edit = ImageEdit(of: manifest, to: .wanted(try WantedImage("registry.example.com/c4321:v2")))
        try edit.run()
        #expect(edit.tree.changesOnlyWindows(edit.tree.ordered))
        #expect(try edit.tree.finish().text == text.replacing("c4321:v1", with: "c4321:v2"))
    }

    /// Edits that say one thing and write another.
    @Test(arguments: 0..<300)
    func neverAcceptsWhatTheWholeRefuses(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed))
        let manifest = try Manifest(ManifestGenerator(seed: seed).before)
        let pieces = [
            "z", "'", "\"", "z: y", "\n", "\n z: y", "[", "}", "]", ", z", "&z", "*z", "|", ">-", "# ", " # z", "---",
            "- z", ": ", "",
            "z\n---\nz", "\tz", "{a: b}", "'z'", "\u{85}", "é",
        ]
        for path in Self.scalarPaths(manifest) {
            let node = manifest.node(at: path)
            let text = pieces.randomElement(using: &random) ?? ""
            var tree = TreeEdit(manifest)
            let meant = YAMLScalar(text: text, style: node.scalar?.style ?? .plain)
            tree.record(node.valueRange, with: text, at: node.position, path, .replace(with: .scalar(meant)))
            guard tree.changesOnlyWindows(tree.ordered) else { continue }
            let bytes = try TreeEdit.splice(tree.ordered, into: manifest.bytes, 0..<manifest.bytes.count)
            #expect(throws: Never.self) { try tree.verifiedAsAWhole(bytes, at: node.position) }
        }
    }

    private static func scalarPaths(_ manifest: Manifest) -> [NodePath] {
        func paths(_ node: YAMLNode, _ way: NodePath) -> [NodePath] {
            switch node.kind {
            case .scalar: [way]
            case .alias: []
            case .mapping(let pairs, _):
                pairs.enumerated().flatMap { paths($1.value, way.appending(.value($0))) }
            case .sequence(let items, _): items.enumerated().flatMap { paths($1, way.appending(.item($0))) }
            }
        }
        return manifest.documents.enumerated().flatMap { paths($1.root, NodePath(document: $0)) }
    }
}
