import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct HelmValuesTests {
    /// What is written, and what is written then, with NEW and OLD for two digests.
    @Test(arguments: [
        ("image: registry.example.com/shop:v1\n", "image: registry.example.com/shop:v2\n"),
        (
            "image:\n  repository: registry.example.com/shop\n  tag: v1 # by CI\n  pullPolicy: Always\n",
            "image:\n  repository: registry.example.com/shop\n  tag: v2 # by CI\n  pullPolicy: Always\n"
        ),
        (
            "image:\n  registry: registry.example.com\n  repository: shop\n  tag: \"v1\"\n  digest: \"\"\n",
            "image:\n  registry: registry.example.com\n  repository: shop\n  tag: \"v2\"\n  digest: \"\"\n"
        ),
        (
            "image: {registry: registry.example.com, repository: shop, tag: v1, digest: OLD}\n",
            "image: {registry: registry.example.com, repository: shop, tag: v2, digest: NEW}\n"
        ),
        // No tag yet, or none written.
        (
            "image:\n    repository: registry.example.com/shop # é\n    pullPolicy: Always\n",
            "image:\n    repository: registry.example.com/shop # é\n    tag: v2\n    pullPolicy: Always\n"
        ),
        (
            "image: { repository: registry.example.com/shop }\n",
            "image: { repository: registry.example.com/shop, tag: v2 }\n"
        ),
        (
            "image:\n  repository: registry.example.com/shop\n  tag: \"\"\n",
            "image:\n  repository: registry.example.com/shop\n  tag: \"v2\"\n"
        ),
        (
            "image:\n  repository: registry.example.com/shop\n  tag: # appVersion\n",
            "image:\n  repository: registry.example.com/shop\n  tag: v2 # appVersion\n"
        ),
        (
            "image:\n  repository: registry.example.com/shop\n  tag: |-\n    v1\n",
            "image:\n  repository: registry.example.com/shop\n  tag: |-\n    v2\n"
        ),
        // A tag that carries its digest, and Grafana's digits alone.
        (
            "image:\n  repository: registry.example.com/shop\n  tag: v1@OLD\n",
            "image:\n  repository: registry.example.com/shop\n  tag: v2@NEW\n"
        ),
        (
            "image:\n  tag: v1\n  sha: HEX\n  repository: registry.example.com/shop\n",
            "image:\n  tag: v2\n  sha: HEY\n  repository: registry.example.com/shop\n"
        ),
        // Under other keys, nested, and several.
        (
            "web: {sidecarImage: {repository: registry.example.com/shop}}\njobs: [{name: a, image: registry.example.com/shop:v1}]\n",
            "web: {sidecarImage: {repository: registry.example.com/shop, tag: v2}}\njobs: [{name: a, image: registry.example.com/shop:v2}]\n"
        ),
        (
            "exporter:\n  repository: registry.example.com/shop\n  tag: v1\nother: {repository: registry.example.com/shop}\n",
            "exporter:\n  repository: registry.example.com/shop\n  tag: v2\nother: {repository: registry.example.com/shop}\n"
        ),
        ("image: {name: registry.example.com/shop, tag: v1}\n", "image: {name: registry.example.com/shop, tag: v2}\n"),
        (
            "- {env: a, image: registry.example.com/shop, tag: v1}\n",
            "- {env: a, image: registry.example.com/shop, tag: v2}\n"
        ),
        (
            "image: registry.example.com/shop\nimageTag: 'v1'\n", "image: registry.example.com/shop\nimageTag: 'v2'\n"
        ),
        (
            "images:\n- repository: registry.example.com/shop\n",
            "images:\n- repository: registry.example.com/shop\n  tag: v2\n"
        ),
        // Templates and other images stay.
        (
            "image: {repository: registry.example.com/shop, tag: '{{ x }}'}\n",
            "image: {repository: registry.example.com/shop, tag: '{{ x }}'}\n"
        ),
        (
            "image: {repository: registry.example.com/shop-db, tag: v1}\n",
            "image: {repository: registry.example.com/shop-db, tag: v1}\n"
        ),
        ("chart: {name: registry.example.com/shop, tag: v1}\n", "chart: {name: registry.example.com/shop, tag: v1}\n"),
    ])
    func setsTheImage(before: String, after: String) throws {
        let wanted = try WantedImage("registry.example.com/shop:v2@" + Digest.new)
        let (before, after) = (Digest.filled(before), Digest.filled(after))
        let edited = try Manifest(before, path: "values.yaml").setting(wanted)
        #expect(edited.manifest.text == after)
        #expect(edited.changes.isEmpty == (before == after))
        #expect(try edited.manifest.setting(wanted).changes.isEmpty)
    }

    @Test(arguments: [("1.10", "\"1.10\""), ("17", "\"17\""), ("1.2.3", "1.2.3"), ("1e3", "\"1e3\""), ("v2", "v2")])
    func quotesTagsThatLookLikeNumbers(tag: String, written: String) throws {
        for old in [" v1", " 1.9", " 17", ""] {
            let edited = try Manifest("image:\n  repository: shop\n  tag:\(old)\n").setting(WantedImage("shop:" + tag))
            #expect(edited.manifest.text == "image:\n  repository: shop\n  tag: \(written)\n")
        }
    }

    @Test(arguments: ["tag: v1@OLD", "tag: v1\n  digest: OLD", "digest: OLD", "tag: v1\n  sha: HEX"])
    func neverLeavesAStaleDigest(parts: String) throws {
        let manifest = try Manifest(Digest.filled("image:\n  repository: shop\n  \(parts)\n"))
        let error = #expect(throws: ManifestError.self) { try manifest.setting(WantedImage("shop:v2")) }
        #expect(error?.code == .refused)
        #expect(error?.reason.contains("pinned by digest") == true)
    }

    @Test func knowsDockerHubsNamesAndPorts() throws {
        let text = "a: {image: {registry: docker.io, repository: library/nginx, tag: '1'}}\nb: {image: nginx}\n"
        let edited = try Manifest(text).setting(WantedImage("nginx:2"))
        #expect(edited.manifest.text.contains("tag: '2'") && edited.manifest.text.contains("image: nginx:2"))
        let port = try Manifest("image: {registry: 'localhost:5000', repository: a/b, tag: v1}\n")
        #expect(try port.setting(WantedImage("localhost:5000/a/b:v2")).changes.map(\.field) == ["image.tag"])
    }

    /// Anchors, aliases and merge keys: what is edited where every use is meant.
    @Test(arguments: [
        ("a: {image: &i shop:v1}\nb: {image: *i}\n", "a: {image: &i shop:v2}\nb: {image: *i}\n", 1),
        (
            "x-image: &i shop:v1\nb: {image: *i}\nc: {image: *i}\n",
            "x-image: &i shop:v2\nb: {image: *i}\nc: {image: *i}\n", 1
        ),
        (
            "_t: &t v1\na: {image: {repository: shop, tag: *t}}\nb: {image: {repository: shop, tag: *t}}\n",
            "_t: &t v2\na: {image: {repository: shop, tag: *t}}\nb: {image: {repository: shop, tag: *t}}\n", 1
        ),
        (
            "a: {image: &i {repository: shop, tag: v1}}\nb: {image: *i}\nc: {image: {<<: *i, pullPolicy: Always}}\n",
            "a: {image: &i {repository: shop, tag: v2}}\nb: {image: *i}\nc: {image: {<<: *i, pullPolicy: Always}}\n", 1
        ),
        (
            "a: {image: &i {repository: shop, tag: v1}}\nb: {image: {<<: *i, tag: v0}}\n",
            "a: {image: &i {repository: shop, tag: v2}}\nb: {image: {<<: *i, tag: v2}}\n", 2
        ),
        (
            "a: {image: &i {repository: shop, tag: v1}}\nb: {image: {<<: [*i], repository: other, tag: v1}}\n",
            "a: {image: &i {repository: shop, tag: v2}}\nb: {image: {<<: [*i], repository: other, tag: v1}}\n", 1
        ),
        (
            "x-d: &d {tag: v1}\na: {image: {<<: *d, repository: shop}}\nb: {image: {<<: *d, repository: shop}}\n",
            "x-d: &d {tag: v2}\na: {image: {<<: *d, repository: shop}}\nb: {image: {<<: *d, repository: shop}}\n", 1
        ),
        (
            "c:\n- &c\n  name: a\n  image: shop:v1\n- <<: *c\n  name: b\n- *c\n",
            "c:\n- &c\n  name: a\n  image: shop:v2\n- <<: *c\n  name: b\n- *c\n", 1
        ),
    ])
    func editsAtTheAnchor(before: String, after: String, changes: Int) throws {
        let edited = try Manifest(before).setting(WantedImage("shop:v2"))
        #expect(edited.manifest.text == after)
        #expect(edited.changes.count == changes)
        #expect(try edited.manifest.setting(WantedImage("shop:v2")).changes.isEmpty)
    }
}
