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

    @Test func findsThePatternOfChartsAndClusters() throws {
        var files: [String: String] = [:]
        for app in ["shop", "cart"] {
            files["apps/\(app)/chart/Chart.yaml"] = "name: \(app)\n"
            files["apps/\(app)/chart/values.yaml"] = "image: {repository: r.io/team/\(app), tag: v1.0.0}\n"
            for cluster in ["east", "west"] {
                files["clusters/\(cluster)/\(app)/x.yaml"] = Self.pod("r.io/team/\(app):v1.0.0")
            }
        }
        let policy = try draft(files).policy
        #expect(policy.applications.map(\.name.text) == ["{app}-chart", "clusters-east-{app}", "clusters-west-{app}"])
        #expect(
            policy.applications.map(\.path.text) == ["apps/{app}/chart", "clusters/east/{app}", "clusters/west/{app}"])
    }

    @Test(arguments: [(3, 3), (4, 1)]) func manyTeamsAreOneStar(teams: Int, images: Int) throws {
        var files: [String: String] = [:]
        for team in 0..<teams { files["apps/app-\(team)/x.yaml"] = Self.pod("r.io/team-\(team)/app-\(team):v1.0.0") }
        let policy = try draft(files).policy
        #expect(policy.applications.map(\.path.text) == ["apps/{app}"])
        #expect(policy.applications.first?.images.count == images)
        #expect(policy.applications.first?.images.contains { $0.text == "r.io/*/{app}" } == (images == 1))
    }

    @Test func aRegistryIsNeverAStar() throws {
        var files: [String: String] = [:]
        for host in 0..<9 { files["apps/app-\(host)/x.yaml"] = Self.pod("r\(host).io/team/app-\(host):v1.0.0") }
        #expect(try draft(files).policy.applications.first?.images.count == 9)
    }

    @Test func anEmptyRepositoryHasAnEmptyPolicy() throws {
        #expect(try draft(["README.md": "x"]).policy.applications.isEmpty)
    }
}
