import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct RefusalTests {
    /// What is written, the line that the refusal names, and a part of its sentence.
    @Test(arguments: [
        ("kind: Pod\nx: &i shop:v1\nspec:\n  containers:\n  - image: *i\n", 2, "alias '*i' on line 5"),
        ("kind: Pod\nspec:\n  containers:\n  - image: &i shop:v1\n    args: [*i]\n", 5, "alias '*i' stands for"),
        ("a: {image: {repository: shop, tag: &t v1}}\nb: {version: *t}\n", 2, "alias '*t' stands for"),
        ("d: &d {tag: v1}\na: {image: {<<: *d, repository: shop}}\n", 1, "alias '*d' on line 2"),
        (
            "x-d: &d {tag: v1}\na: {image: {<<: *d, repository: shop}}\nb: {image: {<<: *d, repository: z}}\n", 3,
            "alias '*d' stands for"
        ),
        (
            "a: {image: &i {repository: shop, tag: v1}}\nb: {image: {<<: *i, repository: other}}\n", 2,
            "alias '*i' stands for"
        ),
        ("a: {image: &i {repository: shop}}\nb: *i\n", 1, "alias '*i' on line 2"),
        ("helm:\n  values: \"image: shop:v1\\n\\\n    b: c\"\n", 2, "write it as a block"),
        ("helm:\n  values: |\n    image: shop:v1\n    image: shop:v1\n", 4, "'image' is also on line 1"),
        (
            "helm:\n  parameters:\n  - {name: image.repository, value: shop}\n  - {name: image.tag, value: v1}\n"
                + "  - {name: image.tag, value: v3}\n", 5, "the parameter 'image.tag' is also on line 4"
        ),
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
        let isSet = !text.contains("v3") && !text.hasSuffix("image: &i {repository: shop}}\nb: *i\n")
        if isSet { #expect(try manifest.setting(WantedImage("shop:v1")).changes.isEmpty) }
    }

    @Test(arguments: [
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
