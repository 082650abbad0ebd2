import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct FuzzTests {
    private static let samples = [
        "\u{FEFF}kind: Pod\r\nspec:\r\n  containers:\r\n  - image: &a 'shop:v1' # é\r\n    b: *a\r\n",
        "kind: Deployment\nspec: {template: {spec: {containers: [{name: a, image: shop:v1}]}}}\n---\nkind: Pod\n",
        "images:\n- name: shop\n  newTag: v1\n- {name: b, newName: shop}\n# end\nx: |\n  y\n...\n",
        "images:\n  - name: shop\n    digest: \(Digest.old)\n    newTag: \"v1\"\nresources: [a, 'b']\n",
        "a: &i {repository: shop, tag: v1}\nb: {image: *i}\nc:\n  image:\n    <<: *i\n    digest: \(Digest.old)\n",
        "x-i: &i shop:v1\nb: {image: *i}\nc:\n- image: |-\n    shop:v1\n- image: *i\n",
        "spec:\n  helm:\n    parameters:\n    - {name: image.repository, value: shop}\n    values: |\n      image: shop:v1\n",
        "{\"spec\": {\"helm\": {\"values\": \"image:\\n  repository: shop\\n\"}, \"image\": \"shop:v1\"}}\n",
        "kustomize:\n  images:\n  - a=shop:v1\n  - shop@\(Digest.old)\n- op: add\n",
        "? a\n: - b\nimages: [\n  {name: c}, # d\n]\nkind: List\nitems: [{kind: Pod}]\n",
    ]
    private static let pieces =
        [
            "\n", "\r", " ", "  ", "\t", ":", ": ", "- ", "#", "'", "\"", "{", "}", "[", "]", ",", "&a ", "*a", "!",
            "|\n", ">",
            "---\n", "...", "?", "<<: *a\n", "\u{FEFF}", "é", "\u{85}", "\u{2028}", "images:\n", "name: shop\n",
            "newTag: 1.10",
            "image: shop:v1\n", "%TAG", "\0", "kind: Pod\n", "shop", "~", "<<: *i\n", "*i", "&i ", "tag: v1\n",
            "repository: shop\n", "\\n", "name: ", "helm:\n",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3]]

    private static func mutated(_ sample: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(sample.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...6, using: &random))
            bytes.replaceSubrange(
                start..<end, with: Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? [] : [])
        }
        return bytes
    }

    private static func nodeCount(_ node: YAMLNode) -> Int {
        node.pairs.reduce(1) { $0 + nodeCount($1.key) + nodeCount($1.value) }
            + node.items.reduce(0) { $0 + nodeCount($1) }
    }

    @Test(arguments: 0..<40)
    func neitherCrashesNorEditsBlindly(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed) &* 7919)
        let wanted = try WantedImage("shop:2.10@" + Digest.new)
        var edits = 0
        for round in 0..<100 {
            let sample = Self.samples[round % Self.samples.count]
            let bytes = Self.mutated(sample, &random)
            guard let manifest = try? Manifest(parsing: bytes, path: "kustomization.yaml") else { continue }
            try checkWindows(of: manifest, wanted)
            for edited in [try? manifest.setting(wanted), try? manifest.addingImageEntry(wanted)].compactMap({ $0 }) {
                try check(edited, of: manifest, wanted)
                edits += 1
            }
        }
        // Else the samples are broken so badly that this tests nothing.
        #expect(edits > 5)
    }

    /// What is accepted by its surroundings alone is right as a whole.
    private func checkWindows(of manifest: Manifest, _ wanted: WantedImage) throws {
        var edit = ImageEdit(of: manifest, to: .wanted(wanted))
        guard (try? edit.run()) != nil, let first = edit.tree.ordered.first,
            edit.tree.changesOnlyWindows(edit.tree.ordered)
        else { return }
        let bytes = try TreeEdit.splice(edit.tree.ordered, into: manifest.bytes, 0..<manifest.bytes.count)
        #expect(throws: Never.self) { try edit.tree.verifiedAsAWhole(bytes, at: first.position) }
    }

    private func check(_ edited: EditedFile, of manifest: Manifest, _ wanted: WantedImage) throws {
        #expect(edited.manifest.documents.count == manifest.documents.count)
        guard !edited.changes.isEmpty else {
            #expect(edited.bytes == manifest.bytes)
            return
        }
        for place in edited.manifest.images(of: wanted.repository) {
            #expect(place.reference.tag?.text == "2.10" || place.reference.tag == nil)
            #expect(place.reference.digest == nil || place.reference.digest == wanted.digest)
        }
        #expect(try edited.manifest.setting(wanted).changes.isEmpty)
        // Each change adds a pair at most, and the addition of an entry a section.
        let before = manifest.documents.reduce(0) { $0 + Self.nodeCount($1.root) }
        let after = edited.manifest.documents.reduce(0) { $0 + Self.nodeCount($1.root) }
        let added = edited.changes.count { $0.from == nil }
        #expect((before...(before + added * 7)).contains(after))
    }
}
