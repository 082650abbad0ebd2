import ImageReference
import Testing

@testable import ManifestEdit

@Suite struct ArgoCDTests {
    private func edit(_ text: String, _ image: String = "registry.example.com/shop:v2") throws -> EditedFile {
        try Manifest(text).setting(WantedImage(image))
    }

    /// One of each: the only differences are the tags.
    @Test func setsEveryFormOfAnApplication() throws {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            spec:
              source:
                repoURL: https://git.example.com/charts.git
                targetRevision: v1
                helm:
                  parameters:
                  - name: image.repository
                    value: registry.example.com/shop
                  - name: image.tag # by CI
                    value: v1
                  - {name: sidecar.image, value: "registry.example.com/shop:v1"}
                  valuesObject:
                    web: {image: {repository: registry.example.com/shop, tag: v1}}
                  values: |
                    # é: kept
                    worker:
                      image:
                        repository: registry.example.com/shop
                        tag: v1   # by CI

                    job: {image: 'registry.example.com/shop:v1'}
              sources:
              - kustomize:
                  images:
                  - registry.example.com/shop:v1
                  - shop=registry.example.com/shop:v1
                  - registry.example.com/other:v1
            ---
            kind: ApplicationSet
            spec:
              generators:
              - list:
                  elements:
                  - {cluster: east, image: registry.example.com/shop, tag: v1}
                  - cluster: west
                    image: registry.example.com/shop:v1
              template: {spec: {source: {kustomize: {images: ['registry.example.com/shop:v1']}}}}

            """
        let edited = try edit(text)
        let tags = text.replacing("v1", with: "v2").replacing("other:v2", with: "other:v1")
            .replacing("targetRevision: v2", with: "targetRevision: v1").replacing("v2alpha1", with: "v1alpha1")
        #expect(edited.manifest.text == tags)
        #expect(
            edited.changes.map(\.field) == [
                "spec.source.helm.parameters[image.tag].value",
                "spec.source.helm.parameters[sidecar.image].value",
                "spec.source.helm.valuesObject.web.image.tag",
                "spec.sources[0].kustomize.images[0]",
                "spec.sources[0].kustomize.images[1]",
                "spec.generators[0].list.elements[0].tag",
                "spec.generators[0].list.elements[1].image",
                "spec.template.spec.source.kustomize.images[0]",
                "spec.source.helm.values.worker.image.tag",
                "spec.source.helm.values.job.image",
            ])
        #expect(edited.changes.suffix(2).map(\.line) == [21, 23])
        #expect(try edited.manifest.setting(WantedImage("registry.example.com/shop:v2")).changes.isEmpty)
    }

    @Test(arguments: [
        ("shop@OLD", "shop@NEW"), ("a=shop@OLD", "a=shop@NEW"), ("shop:v1@OLD", "shop:v2@NEW"), ("shop", "shop:v2"),
        ("shop=shop", "shop=shop:v2"), ("\"shop:v1\"", "\"shop:v2\""), ("other=x/shop:v1", "other=x/shop:v1"),
    ])
    func setsKustomizeImages(before: String, after: String) throws {
        func text(_ entry: String) -> String {
            "spec:\n  source:\n    kustomize:\n      images:\n      - \(Digest.filled(entry)) # c\n"
        }
        #expect(try edit(text(before), "shop:v2@" + Digest.new).manifest.text == text(after))
    }

    /// How `helm.values` is written before and after.
    @Test(arguments: [
        (
            "|\n      image:\n        repository: shop\n    b: c",
            "|\n      image:\n        repository: shop\n        tag: v2\n    b: c"
        ),
        ("|-\n        image: shop:v1", "|-\n        image: shop:v2"),
        (
            "|2\n      image:\n        tag: 1.9\n        repository: shop\n",
            "|2\n      image:\n        tag: v2\n        repository: shop\n"
        ),
        ("|+ # c\n      \n      image: shop:v1\n\n", "|+ # c\n      \n      image: shop:v2\n\n"),
        (">\n      image: shop:v1\n", ">\n      image: shop:v2\n"),
        ("\"image: shop:v1 # \\t\\/ \\\"c\\\"\"", "\"image: shop:v2 # \\t\\/ \\\"c\\\"\""),
        ("\"image: \\\"shop:v1\\\"\\nb: c\"", "\"image: \\\"shop:v2\\\"\\nb: c\""),
        ("\"image:\\n  repository: shop\\n\"", "\"image:\\n  repository: shop\\n  tag: v2\\n\""),
        ("'image: ''shop:v1'''", "'image: ''shop:v2'''"),
        ("|\n      image: {{ .image }}", "|\n      image: {{ .image }}"),
        ("[image]", "[image]"),
    ])
    func editsInsideValues(before: String, after: String) throws {
        for lineBreak in ["\n", "\r\n"] {
            func text(_ values: String) -> String {
                "spec:\n  helm:\n    values: \(values)".replacing("\n", with: lineBreak)
            }
            guard !before.contains("|2\n") || lineBreak == "\n" else { continue }
            let edited = try edit(text(before), "shop:v2")
            let expected = text(after)
            #expect(edited.manifest.text == expected)
            #expect(try Manifest(parsing: edited.bytes).setting(WantedImage("shop:v2")).changes.isEmpty)
        }
    }

    @Test func addsAParameter() throws {
        let text = "helm:\n  parameters:\n    - name: image.repository\n      value: shop\n  x: y\n"
        let edited = try edit(text, "shop:1.10")
        let added = "      value: shop\n    - name: image.tag\n      value: \"1.10\"\n"
        #expect(edited.manifest.text == text.replacing("      value: shop\n", with: added))
        #expect(edited.changes.map(\.field) == ["helm.parameters[image.tag].value"])
    }

    @Test func knowsTheRegistryOfParameters() throws {
        let text =
            "helm: {parameters: [{name: a.registry, value: r.io}, {name: a.repository, value: x/y}, {name: a.tag, value: '1'}]}\n"
        #expect(try edit(text, "r.io/x/y:2").manifest.text == text.replacing("'1'", with: "'2'"))
        #expect(try edit(text, "x/y:2").changes.isEmpty)
    }

    @Test(arguments: [
        "kind: HelmRelease\nspec:\n  values:\n    image: {repository: shop, tag: v1}\n",
        "kind: HelmRelease\nspec:\n  postRenderers:\n  - kustomize:\n      images:\n      - {name: a, newName: shop, newTag: v1}\n",
        "kind: Kustomization\napiVersion: kustomize.toolkit.fluxcd.io/v1\nspec:\n  images:\n  - name: shop\n    newTag: v1\n",
        "kind: ConfigMap\ndata:\n  values.yaml: |\n    image: shop:v1\n",
        "kind: HelmChartConfig\nspec:\n  valuesContent: |-\n    image:\n      repository: shop\n      tag: v1",
        "helmCharts:\n- name: shop\n  valuesInline: {image: {repository: shop, tag: v1}}\n",
        "patches:\n- patch: |-\n    - op: add\n      path: /spec/image\n      value: shop:v1\n  target: {kind: Prometheus}\n",
    ])
    func setsTheFormsOfOthers(text: String) throws {
        let edited = try edit(text, "shop:v9")
        #expect(edited.changes.count == 1)
        let (head, tail) = try #require(text.split(separator: "v1", omittingEmptySubsequences: false).suffix(2).pair)
        #expect(edited.manifest.text.hasSuffix("\(head)v9\(tail)"))
        #expect(try edited.manifest.setting(WantedImage("shop:v9")).changes.isEmpty)
        #expect(edited.bytes.count == text.utf8.count)
    }

    @Test func setsJSON() throws {
        let text =
            #"{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"shop:v1"}]}},"helm":{"values":"image:\n  tag: 1\n  repository: shop\n"}}}"#
        let edited = try edit(text, "shop:2.10")
        #expect(
            edited.manifest.text
                == text.replacing("shop:v1", with: "shop:2.10").replacing("tag: 1\\n", with: #"tag: \"2.10\"\n"#))
    }
}

extension ArraySlice {
    /// The elements, if they are two.
    fileprivate var pair: (Element, Element)? {
        guard count == 2, let first, let last else { return nil }
        return (first, last)
    }
}
