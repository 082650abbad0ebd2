import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct AddImageEntryTests {
    @Test(arguments: [
        // A list that is there.
        ("images:\n- name: a\n  newTag: b\n", "images:\n- name: a\n  newTag: b\n- name: shop\n  newTag: v2\n"),
        ("images:\n- name: a\n  newTag: b", "images:\n- name: a\n  newTag: b\n- name: shop\n  newTag: v2"),
        ("images:\n  - name: a # é\n", "images:\n  - name: a # é\n  - name: shop\n    newTag: v2\n"),
        (
            "images:\r\n-   name: a\r\nx: y\r\n",
            "images:\r\n-   name: a\r\n-   name: shop\r\n    newTag: v2\r\nx: y\r\n"
        ),
        (
            "images:\n- name: a\n# - name: old\n#   newTag: x\nx: y\n",
            "images:\n- name: a\n- name: shop\n  newTag: v2\n# - name: old\n#   newTag: x\nx: y\n"
        ),
        ("images:\n-\n  name: a\n", "images:\n-\n  name: a\n- name: shop\n  newTag: v2\n"),
        ("images: &i\n- name: a\n  digest:\n", "images: &i\n- name: a\n  digest:\n- name: shop\n  newTag: v2\n"),
        ("images:\n- {name: a}\n", "images:\n- {name: a}\n- {name: shop, newTag: v2}\n"),
        ("images:\n- { name: a } # c", "images:\n- { name: a } # c\n- { name: shop, newTag: v2 }"),
        ("images: []\n", "images: [{name: shop, newTag: v2}]\n"),
        ("images: [ ] # c\n", "images: [{name: shop, newTag: v2} ] # c\n"),
        ("images: [{name: a}]", "images: [{name: a}, {name: shop, newTag: v2}]"),
        ("images: [\n  {name: a},\n]\n", "images: [\n  {name: a},\n  {name: shop, newTag: v2},\n]\n"),
        ("images:\n", "images:\n- name: shop\n  newTag: v2\n"),
        ("images: # c\nresources:\n  - a\n", "images: # c\n  - name: shop\n    newTag: v2\nresources:\n  - a\n"),
        ("images: ~\n", "images: [{name: shop, newTag: v2}]\n"),
        ("{\"images\": []}", "{\"images\": [{\"name\": \"shop\", \"newTag\": \"v2\"}]}"),
        // None yet.
        ("resources:\n- a\n", "resources:\n- a\nimages:\n- name: shop\n  newTag: v2\n"),
        ("resources:\n- a", "resources:\n- a\nimages:\n- name: shop\n  newTag: v2"),
        ("resources:\n  - a\n", "resources:\n  - a\nimages:\n  - name: shop\n    newTag: v2\n"),
        ("resources: [a]\r\n", "resources: [a]\r\nimages:\r\n- name: shop\r\n  newTag: v2\r\n"),
        ("resources: [a]\r\nx: y", "resources: [a]\r\nx: y\r\nimages:\r\n- name: shop\r\n  newTag: v2"),
        ("\u{FEFF}resources: [a]", "\u{FEFF}resources: [a]\nimages:\n- name: shop\n  newTag: v2"),
        ("a: b\n# - end\n\n", "a: b\n# - end\nimages:\n- name: shop\n  newTag: v2\n\n"),
        ("a: b\n# end", "a: b\n# end\nimages:\n- name: shop\n  newTag: v2"),
        ("---\na: b\n...\n", "---\na: b\nimages:\n- name: shop\n  newTag: v2\n...\n"),
        ("---\na: b\n# c\n---\nkind: Pod\n", "---\na: b\n# c\nimages:\n- name: shop\n  newTag: v2\n---\nkind: Pod\n"),
        ("a: |-\n  x\n  # no comment\n", "a: |-\n  x\n  # no comment\nimages:\n- name: shop\n  newTag: v2\n"),
        ("a: |\n  x\n\n\n", "a: |\n  x\nimages:\n- name: shop\n  newTag: v2\n\n\n"),
        ("a:\n", "a:\nimages:\n- name: shop\n  newTag: v2\n"),
        ("  a: é\n", "  a: é\n  images:\n  - name: shop\n    newTag: v2\n"),
        ("{a: b}\n", "{a: b, images: [{name: shop, newTag: v2}]}\n"),
        ("{}\n", "{images: [{name: shop, newTag: v2}]}\n"),
        ("{\"a\": 1}\n", "{\"a\": 1, \"images\": [{\"name\": \"shop\", \"newTag\": \"v2\"}]}\n"),
    ])
    func addsAnEntry(before: String, after: String) throws {
        let wanted = try WantedImage("shop:v2")
        let edited = try Manifest.kustomization(before).addingImageEntry(wanted)
        #expect(edited.manifest.text == after)
        #expect(edited.changes.map(\.field) == ["images[shop].newTag"])
        #expect(edited.changes.first?.from == nil)
        let again = try edited.manifest.addingImageEntry(wanted)
        #expect(again.changes.isEmpty)
        #expect(again.bytes == edited.bytes)
        #expect(again.manifest.images(of: wanted.repository).count == 1)
    }

    @Test func quotesTheTagAndSpellsTheName() throws {
        let manifest = try Manifest.kustomization("resources: [a]\n")
        let edited = try manifest.addingImageEntry(
            WantedImage("docker.io/library/shop:1.10"), spelled: ImageRepository("shop"))
        #expect(edited.manifest.text == "resources: [a]\nimages:\n- name: shop\n  newTag: \"1.10\"\n")
    }

    @Test func refusesRatherThanChangeABlockThatKeepsItsEmptyLines() throws {
        let manifest = try Manifest.kustomization("a: |+\n  x\n\n\n")
        let error = #expect(throws: ManifestError.self) { try manifest.addingImageEntry(WantedImage("shop:v2")) }
        #expect(error?.code == .unsafeEdit)
    }
}
