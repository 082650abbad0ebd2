import RemoteGit
import Testing

@testable import GitOps

@Suite struct PolicyDraftTests {
    static func pod(_ image: String) -> String {
        "kind: Deployment\nspec: {template: {spec: {containers: [{name: a, image: \"\(image)\"}]}}}\n"
    }

    private func draft(_ files: [String: String]) throws -> (text: String, policy: Policy) {
        let survey = try RepositorySurvey(of: Snapshot(try Revision(texts: files)))
        let text = PolicyDraft(survey).text
        return (text, try Policy.read(PolicyReader.root(Array(text.utf8))))
    }

    @Test func findsThePatternOfOverlays() throws {
        var files: [String: String] = ["README.md": "x", ".github/workflow.yaml": Self.pod("ci:v1")]
        for app in ["shop", "cart"] {
            files["apps/\(app)/base/kustomization.yaml"] = "resources: [deployment.yaml]\n"
            files["apps/\(app)/base/deployment.yaml"] = Self.pod("r.io/team/\(app):v1.0.0")
            for env in ["dev", "prod"] {
                files["apps/\(app)/overlays/\(env)/kustomization.yaml"] = "resources: [../../base]\n"
            }
        }
        let (text, policy) = try draft(files)
        #expect(
            text == """
                # What was found. Take out what automation is not to change.
                version: 1
                applications:
                - name: "{app}-{env}"
                  path: "apps/{app}/overlays/{env}"
                  matrix: {env: [dev, prod]}
                  images: ["r.io/team/{app}"]
                  updates: {tags: {semver: "*"}, downgrade: never}

                """)
        let search = ApplicationSearch(policy, in: Snapshot(try Revision(texts: files)))
        #expect(try search.applications(named: "cart-prod").applications.count == 1)
    }

    @Test func namesOthersOneByOne() throws {
        let (text, policy) = try draft([
            "charts/shop/Chart.yaml": "name: shop\n", "charts/shop/templates/x.yaml": "{{- if x }}\n",
            "charts/shop/values.yaml": "image: {repository: r.io/web, tag: main-12}\n",
            "plain/db/db.yaml": Self.pod("postgres:16"), "odd/{x}/a.yaml": Self.pod("r.io/x:v1"),
        ])
        #expect(policy.applications.map(\.name.text) == ["charts-shop", "plain-db"])
        #expect(policy.applications.map(\.images).map { $0.map(\.text) } == [["r.io/web"], ["postgres"]])
        #expect(text.contains("updates: {tags: any}"))
    }

    @Test func anEmptyRepositoryHasAnEmptyPolicy() throws {
        #expect(try draft(["README.md": "x"]).policy.applications.isEmpty)
    }
}
