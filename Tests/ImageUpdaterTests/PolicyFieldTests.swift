import Events
import GitOps
import RemoteGit
import Testing

@testable import ImageUpdater

/// Fields that the policy names, and the form that it prescribes.
@Suite struct PolicyFieldTests {
    private func scenario(_ fields: String, _ files: [String: String]) -> Scenario {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - name: "{app}"
              path: "charts/{app}"
              images: ["registry.example.com/*/{app}"]
              \(fields)
            """
        scenario.files = files
        return scenario
    }

    @Test func areSetBesideTheManifests() throws {
        let scenario = scenario(
            "fields: [{file: Chart.yaml, field: appVersion}, {file: '/argocd/{app}.yaml', field: spec.ref, value: reference}]",
            [
                "charts/shop/Chart.yaml": "name: shop\nappVersion: \"1.0\" # of the image\n",
                "charts/shop/values.yaml": "image:\n  repository: registry.example.com/team/shop\n  tag: v1.0.0\n",
                "argocd/shop.yaml": "kind: Preview\nspec:\n  ref: registry.example.com/team/shop:v1.0.0\n",
            ])
        let texts = try scenario.decide().texts
        #expect(texts["charts/shop/Chart.yaml"] == "name: shop\nappVersion: \"v1.2.3\" # of the image\n")
        #expect(texts["charts/shop/values.yaml"]?.contains("tag: v1.2.3") == true)
        #expect(texts["argocd/shop.yaml"]?.contains("ref: registry.example.com/team/shop:v1.2.3") == true)
    }

    @Test func areEnoughWithoutAnyImage() throws {
        var scenario = scenario(
            "fields: [{file: params.json, field: 'shop.version'}]",
            ["charts/shop/params.json": "{\"shop\": {\"version\": \"v1.0.0\"}}\n"])
        #expect(
            try scenario.decide().texts == ["charts/shop/params.json": "{\"shop\": {\"version\": \"v1.2.3\"}}\n"])
        scenario.files = ["charts/shop/params.json": "{\"shop\": {\"version\": \"v1.2.3\"}}\n"]
        guard case .unchanged = try scenario.decide() else {
            Issue.record("a second decision changes something")
            return
        }
    }

    @Test(arguments: [
        ("fields: [{file: a.yaml, field: b}]", "charts/shop/a.yaml, which the policy names, does not exist"),
        ("fields: [{file: x.yaml, field: b}]", "charts/shop/x.yaml has no field b"),
        ("fields: [{file: x.yaml, field: a, value: digest}]", "holds a digest, and the event carries none"),
        ("fields: [{file: x.yaml, field: v}]\n  updates: {tags: {semver: '*'}}", "updates.downgrade never"),
        ("fields: [{file: ../x.yaml, field: a}]", "does not exist"),
    ])
    func aWrongOneRefusesTheApplication(fields: String, words: String) throws {
        let rules = try scenario(fields, ["charts/shop/x.yaml": "a: 1\nv: v9.0.0\n"]).decide().rules
        #expect(rules.count == 1 && rules.first?.contains(words) == true, "\(rules)")
    }

    @Test func areForTheirImageOnly() throws {
        let decision = try scenario(
            "fields: [{file: x.yaml, field: a, image: '*/*/cart'}]",
            ["charts/shop/x.yaml": "a: v1\nimage: registry.example.com/team/shop:v1\n"]
        ).decide()
        #expect(decision.texts == ["charts/shop/x.yaml": "a: v1\nimage: registry.example.com/team/shop:v1.2.3\n"])
    }

    @Test func thePrescribedFormIsWritten() throws {
        let digest = "sha256:" + String(repeating: "c", count: 64)
        let scenario = scenario(
            "updates: {pin: both}", ["charts/shop/x.yaml": "image: registry.example.com/team/shop:v1\n"])
        let event = #"{"image":"registry.example.com/team/shop","tag":"v1.2.3","digest":"\#(digest)"}"#
        #expect(
            try scenario.decide(event).texts == [
                "charts/shop/x.yaml": "image: registry.example.com/team/shop:v1.2.3@\(digest)\n"
            ])
        #expect(try scenario.decide().rules.first?.contains("is to be pinned by digest") == true)
    }
}
