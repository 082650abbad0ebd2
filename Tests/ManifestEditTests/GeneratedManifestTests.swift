import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct GeneratedManifestTests {
    /// A manifest in a random style, and the texts before and after the tag in it.
    private static func manifest(_ random: inout SeededGenerator) -> (before: String, after: String, path: String) {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        let lineBreak = pick(["\n", "\r\n"])
        let comment = pick(["", " # é: [x]", "\t# {{ y }}", " "])
        let anchor = pick(["", "&a ", "!!str "])
        let quote = pick(["", "'", "\""])
        let indentation = pick(["", "  ", "    "])
        let noise = pick(["", "# 🚀 top\n", "---\n", "%YAML 1.1\n---\n", "kind: X\n---\n"])
        let key = pick(["name: ünï", "\"q\": 'it''s'", "z: [a, {b: c}]", "t: |\n    x\n    y", "e:"])
        let end = pick(["", "\n", "\n\n# end", "\n---\nkind: ConfigMap\ndata: {IMAGE: shop:v1}\n", "\n...\n"])
        let byteOrderMark = pick(["", "\u{FEFF}"])
        let isKustomization = Bool.random(using: &random)
        let isFlow = Bool.random(using: &random)
        let value = anchor + quote + (isKustomization ? "" : "shop:")
        var before: String
        var after: String
        switch (isKustomization, isFlow) {
        case (true, true):
            before = "images:\n\(indentation)- {name: shop, newTag: \(value)"
            after = quote + "}" + comment
        case (true, false):
            before = "images:\n\(indentation)- newTag: \(value)"
            after = quote + comment + "\n\(indentation)  name: shop"
        case (false, true):
            before = "kind: Pod\n\(key)\nspec: {containers: [{image: \(value)"
            after = quote + "}]}" + comment
        case (false, false):
            before =
                "kind: Pod\nspec:\n  \(key.hasPrefix("t") ? "k: v" : key)\n  containers:\n  \(indentation)- image: \(value)"
            after = quote + comment + "\n  \(indentation)  x: y"
        }
        before = byteOrderMark + noise + before
        after += end
        if lineBreak == "\r\n" {
            before = before.replacing("\n", with: lineBreak)
            after = after.replacing("\n", with: lineBreak)
        }
        return (before, after, isKustomization ? "kustomization.yaml" : "pod.yaml")
    }

    @Test(arguments: 0..<400)
    func changesTheTagAlone(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed))
        let (before, after, path) = Self.manifest(&random)
        let original = try Manifest(before + "v1" + after, path: path)
        let edited = try original.setting(WantedImage("shop:v2.0.1"))
        #expect(edited.manifest.text == before + "v2.0.1" + after)
        #expect(edited.changes.count == 1)
        #expect(try edited.manifest.setting(WantedImage("shop:v2.0.1")).bytes == edited.bytes)
        #expect(try edited.manifest.setting(WantedImage("shop:v1")).bytes == original.bytes)
    }

    @Test(arguments: 0..<100)
    func addsAnEntryAlone(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed) &+ 1_000_000)
        let (before, after, path) = Self.manifest(&random)
        guard path == "kustomization.yaml" else { return }
        let original = try Manifest(before + "v1" + after, path: path)
        let edited = try original.addingImageEntry(WantedImage("new/shop:v2"))
        #expect(edited.manifest.allImages().count == 2)
        let prefix = zip(original.bytes, edited.bytes).prefix { $0 == $1 }.count
        let added = edited.bytes.count - original.bytes.count
        #expect(added > 0)
        #expect(edited.bytes[(prefix + added)...].elementsEqual(original.bytes[prefix...]))
    }
}
