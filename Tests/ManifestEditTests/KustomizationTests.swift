import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct KustomizationTests {
    @Test(arguments: [
        ("- name: shop\n  newTag: v1\n", "- name: shop\n  newTag: v2\n"),
        ("- name: shop\n  newTag: v1", "- name: shop\n  newTag: v2"),
        ("- newTag: v1 # é\n  name: shop\n", "- newTag: v2 # é\n  name: shop\n"),
        ("  - name: \"shop\"\n    newTag: \"v1\"\n", "  - name: \"shop\"\n    newTag: \"v2\"\n"),
        ("- {name: shop, newTag: v1}\n", "- {name: shop, newTag: v2}\n"),
        ("- { newTag: 'v1', name: shop }\n", "- { newTag: 'v2', name: shop }\n"),
        ("- name: app\n  newName: shop\n  newTag: v1\n", "- name: app\n  newName: shop\n  newTag: v2\n"),
        ("- name: shop\n  newTag: ~\n", "- name: shop\n  newTag: v2\n"),
        ("- name: shop\n  newTag:\n", "- name: shop\n  newTag: v2\n"),
        ("- name: shop\n  newTag: # none\n", "- name: shop\n  newTag: v2 # none\n"),
        ("- name: shop\n  newTag: \"\"\n", "- name: shop\n  newTag: \"v2\"\n"),
        ("- {name: shop, newTag: }\n", "- {name: shop, newTag: v2}\n"),
        // No tag yet.
        ("- name: shop\n", "- name: shop\n  newTag: v2\n"),
        ("- name: shop", "- name: shop\n  newTag: v2"),
        ("- name: shop # é\n# end\n", "- name: shop # é\n  newTag: v2\n# end\n"),
        ("- name: shop\r\n- name: b\r\n", "- name: shop\r\n  newTag: v2\r\n- name: b\r\n"),
        ("  -   name: shop\n      newName: \n", "  -   name: shop\n      newName: \n      newTag: v2\n"),
        (
            "- newName: shop\n  other: x\n  name: app\n  more: y\n",
            "- newName: shop\n  other: x\n  name: app\n  newTag: v2\n  more: y\n"
        ),
        ("- # note\n  name: shop\n", "- # note\n  name: shop\n  newTag: v2\n"),
        ("- &entry\n  name: shop\n", "- &entry\n  name: shop\n  newTag: v2\n"),
        ("- &key name: shop\n", "- &key name: shop\n  newTag: v2\n"),
        ("- {name: shop}\n", "- {name: shop, newTag: v2}\n"),
        ("- { \"name\": \"shop\" }\n", "- { \"name\": \"shop\", \"newTag\": \"v2\" }\n"),
        ("- {name: app, newName: 'shop'} # c\n", "- {name: app, newName: 'shop', newTag: v2} # c\n"),
        // Others stay.
        ("- name: shop\n  newName: other\n  newTag: v1\n", "- name: shop\n  newName: other\n  newTag: v1\n"),
        ("- name: shop\n  newTag: ${TAG}\n", "- name: shop\n  newTag: ${TAG}\n"),
        ("- name: other\n  newTag: v1\n", "- name: other\n  newTag: v1\n"),
    ])
    func setsTheTag(before: String, after: String) throws {
        let head = "resources: [base]\nimages:\n"
        let edited = try Manifest.kustomization(head + before).setting(WantedImage("docker.io/library/shop:v2"))
        #expect(edited.manifest.text == head + after)
        #expect(edited.changes.isEmpty == (before == after))
        let again = try edited.manifest.setting(WantedImage("shop:v2"))
        #expect(again.changes.isEmpty)
        #expect(again.bytes == edited.bytes)
    }

    @Test(arguments: [
        ("v1", "1.10", "\"1.10\""), ("v1", "1.2.3", "1.2.3"), ("v1", "1e3", "\"1e3\""), ("v1", "0x1f", "\"0x1f\""),
        ("v1", "1_000", "\"1_000\""), ("v1", "2026-01-31", "\"2026-01-31\""), ("v1", "no", "\"no\""),
        ("'v1'", "1.10", "'1.10'"), ("\"1.9\"", "1.10", "\"1.10\""), ("1.9", "1.10", "\"1.10\""),
        ("1.10", "1.10", "\"1.10\""), ("17", "17", "\"17\""), ("17", "18", "\"18\""),
        ("!!str 1.9", "1.10", "!!str \"1.10\""),
    ])
    func keepsTagsThatLookLikeNumbersStrings(before: String, tag: String, after: String) throws {
        let text = { (tag: String) in "images:\n- name: shop\n  newTag: \(tag) # é\n" }
        let wanted = try WantedImage("shop:" + tag)
        let edited = try Manifest.kustomization(text(before)).setting(wanted)
        #expect(edited.manifest.text == text(after))
        #expect(try edited.manifest.setting(wanted).changes.isEmpty)
    }

    @Test(arguments: [
        ("newTag: v1\n  digest: OLD", "newTag: v2\n  digest: NEW"),
        ("digest: 'OLD'\n  newTag: v1", "digest: 'NEW'\n  newTag: v2"),
        ("digest: OLD", "digest: NEW"),
        ("newTag: v1@OLD", "newTag: v2@NEW"),
        ("newTag: v1\n  digest:", "newTag: v2\n  digest:"),
        ("newName: shop", "newName: shop\n  newTag: v2"),
    ])
    func keepsTheForm(before: String, after: String) throws {
        func file(_ entry: String) -> String {
            "images:\n- name: shop\n  "
                + entry.replacing("OLD", with: Digest.old).replacing("NEW", with: Digest.new) + "\n"
        }
        let edited = try Manifest.kustomization(file(before)).setting(WantedImage("shop:v2@" + Digest.new))
        #expect(edited.manifest.text == file(after))
        #expect(try edited.manifest.setting(WantedImage("shop:v2@" + Digest.new)).changes.isEmpty)
    }

    @Test func saysWhatItChanged() throws {
        let text =
            "images:\n- name: registry.example.com/shop\n  newTag: v1\n- {name: b, newName: registry.example.com/shop}\n"
        let edited = try Manifest.kustomization(text).setting(WantedImage("registry.example.com/shop:v2"))
        #expect(
            edited.changes == [
                FieldChange(field: "images[registry.example.com/shop].newTag", from: "v1", to: "v2", line: 3),
                FieldChange(field: "images[b].newTag", from: nil, to: "v2", line: 4),
            ])
    }

    @Test func namesWhatItDrawsIn() throws {
        let text = """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - ../../base
            - "https://example.com/x?ref=v1"
            bases: [../other]
            components:
              - ../../components/a
            patches:
            - path: patch.yaml
              target: {kind: Deployment}
            - patch: |-
                kind: Deployment
            patchesStrategicMerge:
            - merge.yaml
            - |-
              kind: Deployment
              spec: {}
            """
        let kustomization = try #require(try Manifest(text).kustomization)
        #expect(kustomization.resources.map(\.path) == ["../../base", "https://example.com/x?ref=v1"])
        #expect(kustomization.resources.map(\.position.line) == [4, 5])
        #expect(kustomization.bases.map(\.path) == ["../other"])
        #expect(kustomization.components.map(\.path) == ["../../components/a"])
        #expect(kustomization.patches.map(\.path) == ["patch.yaml", "merge.yaml"])
    }

    @Test(arguments: [
        ("resources: []\n", "kustomization.yml", true),
        ("resources: []\n", "apps/Kustomization", true),
        ("resources: []\n", "values.yaml", false),
        ("kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n", "a.yaml", true),
        ("kind: Kustomization\napiVersion: kustomize.toolkit.fluxcd.io/v1\n", "a.yaml", false),
        ("kind: Pod\n", "kustomization.yaml", false),
        ("- a\n", "kustomization.yaml", false),
        ("", "kustomization.yaml", false),
    ])
    func knowsAKustomization(text: String, path: String, isOne: Bool) throws {
        let manifest = try Manifest(text, path: path)
        #expect((manifest.kustomization != nil) == isOne)
    }
}
