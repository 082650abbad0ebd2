import Events
import GitOps
import RemoteGit
import Testing

@testable import ImageUpdater

/// Applications of other kinds than workloads with a Kustomization.
@Suite struct ManifestFormsTests {
    private static let image = "registry.example.com/team/shop"

    private func scenario(_ files: [String: String], narrowing: String = "") -> Scenario {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - {name: shop, path: shop, images: [\(Self.image)]\(narrowing)}
            """
        scenario.files = files
        return scenario
    }

    @Test func aChartWithTemplatesGetsItsValuesAndANote() throws {
        let values = "image:\n  repository: \(Self.image)\n  tag: v1.0.0\n"
        let decision = try scenario([
            "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "shop/values.yaml": values,
            "shop/templates/a.yaml": "{{- if .Values.x }}\nkind: Pod\n{{- end }}\n",
            "shop/templates/b.yaml": "image: {{ .Values.image }}:v1\n- x\n",
        ]).decide()
        #expect(decision.texts == ["shop/values.yaml": values.replacing("v1.0.0", with: "v1.2.3")])
        #expect(
            decision.proposal?.message
                == "Update shop to v1.2.3 in shop; passed over, since not readable as YAML: shop/templates/a.yaml and 1 more"
        )
    }

    @Test func aTemplateWithTheImageIsNamedWhereNothingElseHasIt() throws {
        let decision = try scenario([
            "shop/a.yaml": "{{ if .x }}\n", "shop/b.yaml": "{{ if .x }}\nimage: \(Self.image):v1\n",
        ]).decide()
        #expect(decision.rules.first?.hasPrefix("shop: shop/b.yaml: line ") == true)
    }

    @Test func jsonManifestsAreRead() throws {
        let text = #"{"kind": "Pod", "spec": {"containers": [{"image": "\#(Self.image):v1.0.0"}]}}"#
        #expect(
            try scenario(["shop/pod.json": text]).decide().texts
                == ["shop/pod.json": text.replacing("v1.0.0", with: "v1.2.3")])
    }

    @Test func anArgoCDApplicationIsEdited() throws {
        let text = """
            kind: Application
            spec:
              source:
                helm:
                  values: |
                    image: {repository: \(Self.image), tag: v1.0.0}

            """
        let decision = try scenario(["shop/app.yaml": text]).decide()
        #expect(decision.texts == ["shop/app.yaml": text.replacing("v1.0.0", with: "v1.2.3")])
        #expect(decision.proposal?.changes.map(\.field) == ["spec.source.helm.values.image.tag"])
    }

    @Test func valuesOfAChartInAKustomizationAreRead() throws {
        let values = "image: {repository: \(Self.image), tag: v1.0.0}\n"
        let decision = try scenario([
            "shop/kustomization.yaml": "helmCharts:\n- {name: shop, valuesFile: values-shop.yaml}\n",
            "shop/values-shop.yaml": values,
        ]).decide()
        #expect(decision.texts == ["shop/values-shop.yaml": values.replacing("v1.0.0", with: "v1.2.3")])
    }

    /// Kustomize replaces images of containers; those of operators it leaves, so they are edited where they are.
    @Test func whatKustomizeDoesNotReachIsEditedBesideItsEntry() throws {
        let kustomization = "resources: [d.yaml, p.yaml]\nimages: [{name: \(Self.image), newTag: v1.0.0}]\n"
        let prometheus = "kind: Prometheus\nspec: {image: '\(Self.image):v1.0.0'}\n"
        let decision = try scenario([
            "shop/kustomization.yaml": kustomization, "shop/p.yaml": prometheus, "shop/d.yaml": Scenario.deployment,
        ]).decide()
        #expect(
            decision.texts == [
                "shop/kustomization.yaml": kustomization.replacing("v1.0.0", with: "v1.2.3"),
                "shop/p.yaml": prometheus.replacing("v1.0.0", with: "v1.2.3"),
            ])
    }

    @Test func noEntryIsAddedThatWouldDoNothing() throws {
        let decision = try scenario([
            "shop/kustomization.yaml": "resources: [../base/p.yaml]\n",
            "base/p.yaml": "kind: Prometheus\nspec: {image: '\(Self.image):v1.0.0'}\n",
        ]).decide()
        #expect(
            decision.rules == [
                "shop: \(Self.image) is in base/p.yaml (line 2, spec.image), which is not the application's own, and "
                    + "Kustomize's images do not reach it there"
            ])
    }

    @Test func aComponentsNewNameIsTheNameThatIsReplaced() throws {
        let decision = try scenario([
            "shop/kustomization.yaml": "resources: [../base/d.yaml]\ncomponents: [../c]\n",
            "base/d.yaml": "kind: Pod\nspec: {containers: [{image: placeholder}]}\n",
            "c/kustomization.yaml":
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- {name: placeholder, newName: \(Self.image)}\n",
        ]).decide()
        let text = try #require(decision.texts["shop/kustomization.yaml"])
        #expect(text.hasSuffix("components: [../c]\nimages:\n- name: \(Self.image)\n  newTag: v1.2.3\n"))
    }

    /// Helm lays the values of an environment over those of the chart: there the tag stands alone.
    @Test func aTagOverTheChartsValuesIsSet() throws {
        let shared =
            "image:\n  repository: \(Self.image)\n  tag: latest\ndb: {image: {repository: postgres, tag: '15'}}\n"
        let prod = "replicaCount: 3\nimage:\n  tag: v1.0.0 # by CI\ndb: {image: {tag: '16'}}\n"
        let chart = ["shop/Chart.yaml": "name: shop\n", "shop/values.yaml": shared, "shop/values-prod.yaml": prod]
        let changed = prod.replacing("v1.0.0", with: "v1.2.3")
        #expect(
            try scenario(chart).decide().texts == [
                "shop/values.yaml": shared.replacing("latest", with: "v1.2.3"), "shop/values-prod.yaml": changed,
            ])
        // Narrowed to its own file, the application has the tag alone, and the repository is read beside it.
        let narrowed = try scenario(chart, narrowing: ", files: [values-prod.yaml]").decide()
        #expect(narrowed.texts == ["shop/values-prod.yaml": changed])
        #expect(narrowed.proposal?.changes.map(\.field) == ["image.tag"])
    }

    @Test func aTagOverTwoRepositoriesIsNoOnes() throws {
        let decision = try scenario([
            "shop/a.yaml": "image: {repository: \(Self.image), tag: v1.0.0}\n",
            "shop/b.yaml": "image: {repository: other, tag: v1.0.0}\n", "shop/c.yaml": "image: {tag: v1.0.0}\n",
        ]).decide()
        #expect(Set(decision.texts.keys) == ["shop/a.yaml"])
    }
}
