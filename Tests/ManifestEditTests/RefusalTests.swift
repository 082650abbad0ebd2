import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct RefusalTests {
    /// What is written, the line that the refusal names, and a part of its sentence.
    @Test(arguments: [
        ("kind: Pod\nspec:\n  containers:\n  - image: >-\n      shop:v1\n", 4, "block scalar"),
        ("kind: Pod\nspec:\n  containers:\n  - image: |\n      shop:v1\n", 4, "block scalar"),
        ("kind: Pod\nx: &i shop:v1\nspec:\n  containers:\n  - image: *i\n", 5, "alias '*i'"),
        ("kind: Pod\nspec:\n  containers:\n  - image: &i shop:v1\n  - image: *i\n", 4, "alias '*i' on line 5"),
        ("kind: Pod\nspec:\n  containers:\n  - &c\n    image: shop:v1\n  - *c\n", 4, "alias '*c' on line 6"),
        ("kind: Pod\nspec: &s\n  containers:\n  - image: shop:v1\nx: {<<: *s}\n", 2, "alias '*s' on line 5"),
        ("kind: Pod\nspec:\n  containers:\n  - image: shop:v1\n    image: shop:v1\n", 5, "'image' is also on line 4"),
        ("kind: Pod\nspec:\n  containers:\n  - image: other:v1\n    image: shop:v1\n", 5, "also on line 4"),
        ("kind: Pod\nspec:\n  containers:\n  - image: shop:v1\nspec: {}\n", 5, "'spec' is also on line 2"),
    ])
    func refusesInAWorkload(text: String, line: Int, reason: String) throws {
        let manifest = try Manifest(text)
        let error = #expect(throws: ManifestError.self) { try manifest.setting(WantedImage("shop:v2")) }
        #expect(error?.code == .refused)
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
        // Where nothing is to be changed, nothing is refused.
        if !reason.contains("block") { #expect(try manifest.setting(WantedImage("shop:v1")).changes.isEmpty) }
    }

    @Test(arguments: [
        ("images:\n- name: shop\n  newTag: |-\n    v1\n", 3, "block scalar"),
        ("images:\n- name: |-\n    shop\n", 2, "block scalar"),
        ("images:\n- name: shop\n  newTag: v1\n  newTag: v3\n", 4, "'newTag' is also on line 3"),
        ("images:\n- name: shop\n  name: shop\n  newTag: v1\n", 3, "'name' is also on line 2"),
        ("images:\n- name: shop\n  newTag: v1\nimages: []\n", 4, "'images' is also on line 1"),
        ("x: &x {digest: y}\nimages:\n- name: shop\n  newTag: v1\n  <<: *x\n", 5, "merges"),
        ("x: &x v1\nimages:\n- name: shop\n  newTag: *x\n", 4, "alias '*x'"),
        ("images: &x\n- name: shop\ny: *x\n", 1, "alias '*x' on line 3"),
        ("images:\n- name: shop\n  newTag: v1\n  digest: \(Digest.old)\n", 3, "is pinned by digest"),
        ("images:\n- name: shop\n  digest: \(Digest.old)\n", 3, "is pinned by digest"),
        ("images:\n- name: shop\n  newTag: v1@\(Digest.old)\n", 3, "is pinned by digest"),
    ])
    func refusesInAKustomization(text: String, line: Int, reason: String) throws {
        let manifest = try Manifest.kustomization(text)
        let error = #expect(throws: ManifestError.self) { try manifest.setting(WantedImage("shop:v2")) }
        #expect(error?.code == .refused)
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("images:\n- name: shop\n  newName: other\n", 2, "replaces shop by other"),
        ("images:\n- name: shop\n  newTag: ${TAG}\n", 2, "newTag or digest that is none"),
        ("x: &x {name: shop}\nimages:\n- *x\n", 3, "does not say its name"),
        ("images:\n- newTag: v1\n", 2, "does not say its name"),
        ("images: {name: shop}\n", 1, "no list"),
        ("images: shop\n", 1, "no list"),
        ("images: []\nimages: []\n", 2, "'images' is also on line 1"),
        ("images: &x []\ny: *x\n", 1, "alias '*x' on line 2"),
    ])
    func refusesToAdd(text: String, line: Int, reason: String) throws {
        let manifest = try Manifest.kustomization(text)
        let error = #expect(throws: ManifestError.self) { try manifest.addingImageEntry(WantedImage("shop:v2")) }
        #expect(error?.code == .refused)
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func refusesToAddToWhatIsNoKustomization() throws {
        let manifest = try Manifest(pod(image: "shop:v1"))
        #expect(throws: ManifestError.self) { try manifest.addingImageEntry(WantedImage("shop:v2")) }
        let kustomization = try Manifest.kustomization("resources: []\n")
        #expect(throws: ManifestError.self) {
            try kustomization.addingImageEntry(WantedImage("shop:v2"), spelled: ImageRepository("other"))
        }
    }

    @Test func throwsAwayAnEditThatSaysSomethingElse() throws {
        let manifest = try Manifest("a: x\nb: y\n")
        let path = NodePath(document: 0).appending(.value(0))
        let replaced = YAMLNode.Kind.scalar(YAMLScalar(text: "z", style: .plain))
        let position = YAMLPosition(offset: 3, line: 1, column: 4)
        for text in ["z\nc: d", "zz", "'z'", "[z", "z\n---", "&a z", ""] {
            var edit = TreeEdit(manifest)
            edit.record(3..<4, with: text, at: position, path, .replace(with: replaced))
            let error = #expect(throws: ManifestError.self) { try edit.finish() }
            #expect(error?.code == .unsafeEdit)
            #expect(error?.line == 1)
        }
        var twice = TreeEdit(manifest)
        try twice.replace(path, with: "z")
        try twice.replace(path, with: "w")
        #expect(throws: ManifestError.self) { try twice.finish() }
    }
}
