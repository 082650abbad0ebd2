import ImageReference
import Testing

@testable import ManifestEdit

/// The form that a policy prescribes, whatever form a place has.
@Suite struct PinTests {
    static let old = "sha256:" + String(repeating: "a", count: 64)
    static let new = "sha256:" + String(repeating: "b", count: 64)

    private func set(_ text: String, _ pin: ImagePin, path: String = "x.yaml", digest: String? = new) throws -> String {
        let manifest = try Manifest(parsing: Array(text.utf8), path: path)
        let wanted = WantedImage(
            repository: try ImageRepository("r.io/shop"), tag: try ImageTag("v2"),
            digest: try digest.map { try ImageDigest($0) }, pin: pin)
        let edited = try manifest.setting(wanted)
        #expect(try edited.manifest.setting(wanted).changes.isEmpty, "a second edit changes something")
        return String(decoding: edited.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("r.io/shop:v1", ImagePin.tag, "r.io/shop:v2"), ("r.io/shop@\(old)", .tag, "r.io/shop:v2"),
        ("r.io/shop:v1@\(old)", .tag, "r.io/shop:v2"), ("r.io/shop:v1", .digest, "r.io/shop@\(new)"),
        ("r.io/shop:v1@\(old)", .digest, "r.io/shop@\(new)"), ("r.io/shop", .both, "r.io/shop:v2@\(new)"),
        ("r.io/shop@\(old)", .both, "r.io/shop:v2@\(new)"),
    ])
    func aReference(from: String, pin: ImagePin, to: String) throws {
        let text = "kind: Pod\nspec: {containers: [{name: a, image: \"IMAGE\"}]} # a comment\n"
        #expect(try set(text.replacing("IMAGE", with: from), pin) == text.replacing("IMAGE", with: to))
    }

    @Test(arguments: [
        ("newTag: v1", ImagePin.tag, "newTag: v2"), ("digest: \(old)", .tag, "newTag: v2\n  digest: \"\""),
        ("newTag: v1", .digest, "digest: \(new)\n  newTag: \"\""),
        ("newTag: v1", .both, "digest: \(new)\n  newTag: v2"),
        ("newTag: v1\n  digest: \(old)", .both, "newTag: v2\n  digest: \(new)"),
        ("newTag: v1\n  digest: \(old)", .digest, "newTag: \"\"\n  digest: \(new)"),
        ("newName: r.io/shop", .both, "newName: r.io/shop\n  newTag: v2\n  digest: \(new)"),
    ])
    func anEntryOfAKustomization(from: String, pin: ImagePin, to: String) throws {
        let text = "images:\n- name: r.io/shop\n  PARTS\n"
        let edited = try set(text.replacing("PARTS", with: from), pin, path: "kustomization.yaml")
        #expect(edited == text.replacing("PARTS", with: to))
    }

    @Test(arguments: [
        ("tag: v1", ImagePin.tag, "tag: v2"), ("tag: v1", .both, "tag: v2@\(new)"),
        ("tag: v1@\(old)", .tag, "tag: v2"), ("tag: v1\n  digest: \(old)", .both, "tag: v2\n  digest: \(new)"),
        ("tag: v1\n  digest: \(old)", .tag, "tag: v2\n  digest: \"\""),
        ("tag: v1\n  digest: \"\"", .tag, "tag: v2\n  digest: \"\""),
    ])
    func values(from: String, pin: ImagePin, to: String) throws {
        let text = "image:\n  repository: r.io/shop\n  PARTS\n"
        #expect(try set(text.replacing("PARTS", with: from), pin) == text.replacing("PARTS", with: to))
    }

    @Test(
        arguments: [
            ("kind: Pod\nspec: {containers: [{name: a, image: 'r.io/shop:v1'}]}\n", ImagePin.both, nil, "carries none"),
            ("image:\n  repository: r.io/shop\n  tag: v1\n", .digest, new, "pin both"),
        ] as [(String, ImagePin, String?, String)])
    func isRefused(text: String, pin: ImagePin, digest: String?, words: String) throws {
        let error = #expect(throws: ManifestError.self) { try set(text, pin, digest: digest) }
        #expect(error.map { "\($0)" }?.contains(words) == true)
    }

    @Test(arguments: [
        (ImagePin.tag, "newTag: v2"), (.digest, "digest: \(new)"), (.both, "newTag: v2\n  digest: \(new)"),
    ])
    func aNewEntry(pin: ImagePin, parts: String) throws {
        let manifest = try Manifest(parsing: Array("resources: [../base]\n".utf8), path: "kustomization.yaml")
        let wanted = WantedImage(
            repository: try ImageRepository("r.io/shop"), tag: try ImageTag("v2"), digest: try ImageDigest(Self.new),
            pin: pin)
        let edited = try manifest.addingImageEntry(wanted)
        #expect(
            String(decoding: edited.bytes, as: UTF8.self)
                == "resources: [../base]\nimages:\n- name: r.io/shop\n  \(parts)\n")
    }
}
