import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct WorkloadImageTests {
    /// How the value is written, what is wanted, and how it is written then.
    @Test(arguments: [
        ("registry.example.com/shop:v1", "registry.example.com/shop:v2"),
        ("registry.example.com/shop:v1 # keep: me", "registry.example.com/shop:v2 # keep: me"),
        ("'registry.example.com/shop:v1'", "'registry.example.com/shop:v2'"),
        ("\"registry.example.com/shop:v1\"  ", "\"registry.example.com/shop:v2\"  "),
        ("\"registry.example.com\\/shop:v1\"", "\"registry.example.com/shop:v2\""),
        ("&image registry.example.com/shop:v1", "&image registry.example.com/shop:v2"),
        ("!!str registry.example.com/shop:v1", "!!str registry.example.com/shop:v2"),
        ("&image !!str 'registry.example.com/shop:v1'", "&image !!str 'registry.example.com/shop:v2'"),
        ("registry.example.com/shop", "registry.example.com/shop:v2"),
        ("\n          registry.example.com/shop:v1 # below", "\n          registry.example.com/shop:v2 # below"),
        ("registry.example.com/shop:v2", "registry.example.com/shop:v2"),
        ("registry.example.com/other:v1", "registry.example.com/other:v1"),
        ("registry.example.com/shop:{{ .Values.tag }}", "registry.example.com/shop:{{ .Values.tag }}"),
        ("", ""),
        ("[]", "[]"),
    ])
    func keepsTheWriting(before: String, after: String) throws {
        let wanted = try WantedImage("registry.example.com/shop:v2")
        let edited = try Manifest(pod(image: before)).setting(wanted)
        #expect(edited.manifest.text == pod(image: after))
        #expect(edited.changes.isEmpty == (before == after))
        let again = try edited.manifest.setting(wanted)
        #expect(again.changes.isEmpty)
        #expect(again.bytes == edited.bytes)
    }

    @Test(arguments: [
        ("shop:v1", "shop:v2"),
        ("shop", "shop:v2"),
        ("shop:v1@" + Digest.old, "shop:v2@" + Digest.new),
        ("shop@" + Digest.old, "shop@" + Digest.new),
    ])
    func keepsTheForm(before: String, after: String) throws {
        let edited = try Manifest(pod(image: before)).setting(WantedImage("docker.io/library/shop:v2@" + Digest.new))
        #expect(edited.manifest.text == pod(image: after))
        #expect(
            edited.changes == [FieldChange(field: "spec.containers[app].image", from: before, to: after, line: 6)])
    }

    @Test(arguments: ["shop:v1@" + Digest.old, "shop@" + Digest.old, "shop:v2@" + Digest.old])
    func refusesAStaleDigest(image: String) throws {
        let manifest = try Manifest(pod(image: image))
        let error = #expect(throws: ManifestError.self) { try manifest.setting(WantedImage("shop:v2")) }
        #expect(error?.code == .refused)
        #expect(error?.line == 6)
        #expect(error?.description.contains("is pinned by digest, and the event carries none") == true)
    }

    @Test(arguments: [
        ("apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n  - image: shop:v1 # é\r\n    name: app\r\n"),
        ("\u{FEFF}kind: Pod\nspec: {containers: [{name: app, image: shop:v1}]}"),
        ("# é🚀\nkind: Pod\nmetadata: {name: 'ünï'}\nspec:\n  containers:\n  - {name: é, image: 'shop:v1'}"),
        ("{\"kind\": \"Pod\", \"spec\": {\"containers\": [{\"image\": \"shop:v1\"}]}}"),
        ("---\nkind: Pod\nspec:\n    containers:\n        -   image: shop:v1\n...\n---\n# end\n"),
        ("kind: Pod\nspec:\n  containers:\n  - command: [a]\n    image: shop:v1\t# tab\n\n\n"),
    ])
    func keepsEveryOtherByte(text: String) throws {
        let edited = try Manifest(text).setting(WantedImage("shop:v2.0"))
        let parts = text.split(separator: "shop:v1")
        #expect(parts.count == 2)
        #expect(edited.manifest.text == parts.joined(separator: "shop:v2.0"))
        #expect(try edited.manifest.setting(WantedImage("shop:v1")).manifest.text == text)
    }

    @Test func findsEveryKindInEveryDocument() throws {
        let podSpecification = "{initContainers: [{name: i, image: shop:v1}], containers: [{image: 'shop:v1'}]}"
        let template = "spec: {template: {spec: \(podSpecification)}}"
        let text = """
            kind: Deployment
            \(template)
            ---
            kind: StatefulSet
            \(template)
            ---
            kind: DaemonSet
            \(template)
            ---
            kind: ReplicaSet
            \(template)
            ---
            kind: Job
            \(template)
            ---
            kind: CronJob
            spec: {jobTemplate: {\(template)}}
            ---
            kind: Pod
            spec: {containers: [{image: shop:v1}], ephemeralContainers: [{image: shop:v1}]}
            ---
            kind: List
            items:
            - {kind: Pod, spec: {containers: [{name: app, image: shop:v1}, {image: other:v1}]}}
            - {kind: Job, \(template)}
            ---
            kind: ConfigMap
            data: {text: 'image: shop:v1', IMAGE: shop:v1}
            ---
            # nothing
            """
        let manifest = try Manifest(text)
        let places = try manifest.images(of: ImageRepository("shop"))
        #expect(places.count == 17)
        #expect(places.first?.field == "spec.template.spec.initContainers[i].image")
        #expect(places[1].field == "spec.template.spec.containers[0].image")
        #expect(places.map(\.document) == places.map(\.document).sorted())
        #expect(places.contains { $0.field == "items[0].spec.containers[app].image" })
        #expect(manifest.allImages().count == 18)
        let edited = try manifest.setting(WantedImage("shop:v2"))
        #expect(edited.changes.count == 17)
        let left = edited.manifest.text.split(separator: "shop:v1", omittingEmptySubsequences: false)
        #expect(left.count == 3)
    }

    /// The kinds of operators, by the shapes that they have images in.
    @Test(arguments: [
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: {template: {spec: {containers: [{image: shop:v1}]}}}\n",
        """
        apiVersion: argoproj.io/v1alpha1
        kind: WorkflowTemplate
        spec:
          templates:
          - name: run
            container: {image: shop:v1, command: [sh]}
          - name: say
            script: {image: "shop:v1", source: echo image}

        """,
        "kind: CronWorkflow\nspec:\n  workflowSpec:\n    templates:\n    - container:\n        image: shop:v1\n",
        "apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {template: {spec: {containers: [{image: shop:v1}]}}}\n",
        "kind: ScaledJob\nspec:\n  jobTargetRef:\n    template:\n      spec:\n        containers:\n        - image: shop:v1\n",
        "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec:\n  image: shop:v1 # operator\n  version: v1\n",
        "kind: List\nitems:\n- kind: List\n  items:\n  - kind: Rollout\n    spec: {image: shop:v1}\n",
        "kind: Pod\nspec:\n  volumes:\n  - name: data\n    image: {reference: shop:v1, pullPolicy: Always}\n",
        "- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: shop:v1\n",
        "anything:\n- [{deep: {image: 'shop:v1'}}]\n",
    ])
    func findsTheShapesOfOtherKinds(text: String) throws {
        let manifest = try Manifest(text)
        let edited = try manifest.setting(WantedImage("shop:v2.0"))
        #expect(edited.changes.count == text.split(separator: "shop:v1", omittingEmptySubsequences: false).count - 1)
        #expect(edited.manifest.text == text.replacing("shop:v1", with: "shop:v2.0"))
    }

    @Test(arguments: [
        ("image: |\n  shop:v1\n", "image: |\n  shop:v2\n"),
        ("image: >-\n    shop:v1\n\nx: y\n", "image: >-\n    shop:v2\n\nx: y\n"),
        ("a:\n  image: |2-\n    shop:v1\n", "a:\n  image: |2-\n    shop:v2\n"),
        ("image: |+ # c\r\n shop:v1\r\n\r\n", "image: |+ # c\r\n shop:v2\r\n\r\n"),
    ])
    func editsTheLineOfABlock(before: String, after: String) throws {
        let edited = try Manifest(before).setting(WantedImage("shop:v2"))
        #expect(edited.manifest.text == after)
        #expect(try edited.manifest.setting(WantedImage("shop:v2")).changes.isEmpty)
    }

    @Test func leavesRepositoriesThatFluxWatches() throws {
        let text = "kind: ImageRepository\napiVersion: image.toolkit.fluxcd.io/v1\nspec:\n  image: shop\n"
        let list =
            "kind: List\nitems:\n- {apiVersion: image.toolkit.fluxcd.io/v1beta2, spec: {image: shop}}\n"
            + "- kind: Pod\n  spec: {image: shop}\n"
        #expect(try Manifest(text).setting(WantedImage("shop:v2")).changes.isEmpty)
        #expect(try Manifest(list).setting(WantedImage("shop:v2")).changes.map(\.field) == ["items[1].spec.image"])
    }

    @Test func knowsWhatKustomizeReaches() throws {
        let text = "spec:\n  image: a:v1\n  containers: [{image: b:v1}]\n  initContainers:\n  - image: c:v1\n"
        #expect(try Manifest(text).allImages().map(\.kind) == [.value, .container, .container])
        #expect(try Manifest.kustomization("images: [{name: a}]\n").allImages().map(\.kind) == [.kustomizeEntry])
    }
}
