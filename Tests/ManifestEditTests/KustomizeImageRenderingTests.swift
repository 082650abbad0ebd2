import ImageReference
import TestSupport
import Testing

@testable import ManifestEdit

/// What `kubectl kustomize` makes of the files differs by the image alone.
@Suite struct KustomizeImageRenderingTests {
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop, labels: {app: shop}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec:
              containers:
              - {name: db, image: "postgres:15"}
              - name: app
                image: IMAGE
                env: [{name: TEXT, value: "image: shop:v1"}]

        """

    private static let head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"

    private func rendering(_ overlay: String, image: String = "shop:v1", more: [String: String] = [:]) -> Rendering {
        var files = [
            "overlay/kustomization.yaml": Self.head + overlay,
            "base/kustomization.yaml": Self.head + "resources: [d.yaml]\n",
            "base/d.yaml": Self.deployment.replacing("IMAGE", with: image),
        ]
        files.merge(more) { $1 }
        return Rendering(files: files) { try await Tool.run("kubectl", ["kustomize", $0 + "/overlay"]) }
    }

    /// An entry in the overlay, and the image that is rendered before and after.
    @Test(arguments: [
        ("- name: shop\n  newTag: v1.0\n", "shop:v1.0", "shop:v2"),
        ("- newTag: v1.0 # c\n  name: shop\n- name: postgres\n  newTag: '15'\n", "shop:v1.0", "shop:v2"),
        ("- {name: shop, newTag: 'v1.0'}\n", "shop:v1.0", "shop:v2"),
        ("- name: shop\n", "shop:v1", "shop:v2"),
        ("- name: shop\n  newTag: v1@\(Digest.old)\n", "shop:v1@\(Digest.old)", "shop:v2@\(Digest.new)"),
        ("- name: shop\n  digest: \(Digest.old)\n", "shop@\(Digest.old)", "shop@\(Digest.new)"),
    ])
    func setsAnEntry(entry: String, before: String, after: String) async throws {
        let rendering = rendering("resources: [../base]\nimages:\n" + entry)
        #expect(
            try await rendering.differences("shop:v2@" + Digest.new) == [
                .init(before: "image: " + before, after: "image: " + after)
            ])
    }

    @Test func setsANewName() async throws {
        let rendering = rendering(
            "resources: [../base]\nimages:\n- name: shop\n  newName: registry.example.com:5000/team/shop\n")
        #expect(
            try await rendering.differences("registry.example.com:5000/team/shop:v2") == [
                .init(
                    before: "image: registry.example.com:5000/team/shop:v1",
                    after: "image: registry.example.com:5000/team/shop:v2")
            ])
    }

    /// A patch that is written inline wins over the base.
    @Test(arguments: ["patches:\n- patch: |-\n", "patchesStrategicMerge:\n- |-\n"])
    func setsAnInlinePatch(head: String) async throws {
        let patch = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: shop}
                spec:
                  template: {spec: {containers: [{name: app, image: "shop:v1"}]}}

            """
        #expect(
            try await rendering("resources: [../base]\n" + head + patch).differences("shop:v2") == [
                .init(before: "image: shop:v1", after: "image: shop:v2")
            ])
    }

    /// Kustomize fails where a tag is a number: the quotes are what makes it render at all.
    @Test(arguments: ["1.10", "17", "1e3", "0x1f", "2026-01-31"])
    func quotesATagThatLooksLikeANumber(tag: String) async throws {
        let rendering = rendering("resources: [../base]\nimages:\n- name: shop\n  newTag: v1\n")
        #expect(
            try await rendering.differences("shop:" + tag) == [
                .init(before: "image: shop:v1", after: "image: shop:" + tag)
            ])
    }

    /// The overlay before an entry is added, and how the base writes the image.
    @Test(arguments: [
        ("resources: [../base]\n", "shop:v1"), ("resources:\n- ../base\n# end\n", "shop"),
        ("resources:\n  - ../base\nimages:\n  - name: postgres\n    newTag: '15'\n", "shop:v1"),
        ("images: []\nresources: [../base]", "shop@" + Digest.old),
        ("images:\nresources: [../base]\n", "shop:v1"),
        ("namePrefix: x-\nimages: [{name: postgres, newTag: '15'}]\nresources:\n- ../base\n\n\n", "shop:v1"),
    ])
    func addsAnEntry(overlay: String, image: String) async throws {
        let rendering = rendering(overlay, image: image)
        #expect(
            try await rendering.differences("shop:v2", addingTo: "overlay/kustomization.yaml") == [
                .init(before: "image: " + image, after: "image: shop:v2")
            ])
    }

    /// Workloads that the overlay has itself, in several styles.
    @Test(arguments: [
        "shop:v1", "'shop:v1' # c", "\"shop:v1\"", "&i shop:v1", "|-\n              shop:v1", "!!str shop:v1",
    ])
    func setsAWorkload(image: String) async throws {
        let rendering = rendering("resources: [../base]\n", image: image)
        #expect(
            try await rendering.differences("shop:v2") == [.init(before: "image: shop:v1", after: "image: shop:v2")])
    }

    @Test func setsPatchesListsAndJSON() async throws {
        let patch = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec: {template: {spec: {containers: [{name: app, image: 'team/shop:v1'}]}}}

            """
        let list = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Pod
              metadata: {name: a}
              spec: {containers: [{name: a, image: &i team/shop:v1}], initContainers: [{name: b, image: *i}]}

            """
        let json =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"j"},"spec":{"containers":[{"image":"team/shop:v1","name":"a"}]}}"#
        let rendering = rendering(
            "resources: [../base, list.yaml, pod.json]\npatchesStrategicMerge: [patch.yaml]\n",
            more: ["overlay/patch.yaml": patch, "overlay/list.yaml": list, "overlay/pod.json": json])
        #expect(
            try await rendering.differences("team/shop:v2")
                == Array(repeating: .init(before: "image: team/shop:v1", after: "image: team/shop:v2"), count: 4))
    }

    /// A component has set the image before the overlay's entry replaces it.
    @Test func addsAnEntryBesideAComponent() async throws {
        let component = """
            apiVersion: kustomize.config.k8s.io/v1alpha1
            kind: Component
            images: [{name: shop, newName: team/shop, newTag: v1.5}]

            """
        let rendering = rendering(
            "resources: [../base]\ncomponents: [../component]\n",
            more: ["component/kustomization.yaml": component])
        #expect(
            try await rendering.differences("team/shop:v2", addingTo: "overlay/kustomization.yaml") == [
                .init(before: "image: team/shop:v1.5", after: "image: team/shop:v2")
            ])
    }

    /// A component that is the application's own is edited itself.
    @Test func setsAComponentsEntry() async throws {
        let component =
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- {name: shop, newTag: v1}\n"
        let rendering = rendering(
            "resources: [../base]\ncomponents: [component]\n",
            more: ["overlay/component/kustomization.yaml": component])
        #expect(
            try await rendering.differences("shop:v2") == [.init(before: "image: shop:v1", after: "image: shop:v2")])
    }
}
