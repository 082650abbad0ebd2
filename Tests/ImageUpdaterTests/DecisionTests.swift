import Events
import GitOps
import RemoteGit
import Testing

@testable import ImageUpdater

@Suite struct DecisionTests {
    @Test func setsTheTagInEveryOverlay() throws {
        let decision = try Scenario().decide()
        let proposal = try #require(decision.proposal)
        #expect(proposal.subject == "Update shop to v1.2.3 in dev, stage, prod")
        #expect(proposal.changes.map(\.application) == ["shop-dev", "shop-stage", "shop-prod"])
        #expect(
            proposal.changes.last
                == Change(
                    application: "shop-prod", path: "apps/shop/overlays/prod/kustomization.yaml",
                    field: "images[registry.example.com/team/shop].newTag", from: "v1.0.0", to: "v1.2.3"))
        #expect(proposal.refused.isEmpty)
        #expect(
            decision.texts["apps/shop/overlays/dev/kustomization.yaml"]
                == Scenario.overlay.replacing("v1.0.0", with: "v1.2.3"))
        #expect(decision.texts["apps/shop/base/deployment.yaml"] == nil)
    }

    @Test func isIdempotent() throws {
        var scenario = Scenario()
        scenario.files.merge(try scenario.decide().texts) { $1 }
        guard case .unchanged(let message) = try scenario.decide() else {
            Issue.record("a second decision changes something")
            return
        }
        #expect(
            message == "registry.example.com/team/shop is at v1.2.3 already in shop-dev, shop-stage, shop-prod")
    }

    @Test func addsAnEntryWhereOnlyTheBaseHasTheImage() throws {
        var scenario = Scenario()
        scenario.files = Scenario.shop.filter { !$0.key.contains("stage") && !$0.key.contains("dev") }
        scenario.files["apps/shop/overlays/prod/kustomization.yaml"] = "resources:\n- ../../base\n"
        #expect(
            try scenario.decide().texts == [
                "apps/shop/overlays/prod/kustomization.yaml":
                    "resources:\n- ../../base\nimages:\n- name: registry.example.com/team/shop\n  newTag: v1.2.3\n"
            ])
    }

    @Test func editsPlainManifestsInADirectory() throws {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - {name: shop, path: plain/shop, images: [registry.example.com/team/shop]}
            """
        scenario.files = ["plain/shop/nested/app.yaml": Scenario.deployment, "plain/shop/notes.txt": "shop"]
        let decision = try scenario.decide()
        #expect(
            decision.texts == [
                "plain/shop/nested/app.yaml": Scenario.deployment.replacing("v1.0.0", with: "v1.2.3")
            ])
        #expect(decision.proposal?.subject == "Update shop to v1.2.3 in shop")
    }

    @Test func narrowsASharedDirectoryToFiles() throws {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - name: "shop-{env}"
              path: shared
              matrix: {env: [dev, prod]}
              files: ["shop-{env}.yaml"]
              images: [registry.example.com/team/shop]
            """
        scenario.files = [
            "shared/shop-dev.yaml": Scenario.deployment, "shared/shop-test.yaml": Scenario.deployment,
            "shared/shop-prod.yaml": Scenario.deployment,
        ]
        #expect(Set(try scenario.decide().texts.keys) == ["shared/shop-dev.yaml", "shared/shop-prod.yaml"])
    }

    @Test func bindsAnOpenPlaceholderByListing() throws {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - name: "{cluster}-{app}"
              path: "clusters/{cluster}/{app}"
              images: ["registry.example.com/*/{app}"]
            """
        scenario.files = [
            "clusters/east/shop/app.yaml": Scenario.deployment, "clusters/west/shop/app.yaml": Scenario.deployment,
            "clusters/west/other/app.yaml": Scenario.deployment, "clusters/README.md": "clusters",
        ]
        #expect(try scenario.decide().proposal?.changes.map(\.application) == ["east-shop", "west-shop"])
    }

    @Test func aBareNameMeansTheRepositoryThatEndsInIt() throws {
        let decision = try Scenario().decide(#"{"image":"shop","tag":"v1.2.3"}"#)
        #expect(decision.proposal?.changes.count == 3)
    }

    @Test func aBareNameThatMeansTwoRepositoriesIsRefused() throws {
        var scenario = Scenario()
        scenario.files["apps/shop/overlays/prod/kustomization.yaml"] = """
            images:
            - {name: registry.example.com/team/shop, newTag: v1.0.0}
            - {name: registry.example.com/other/shop, newTag: v1.0.0}
            """
        let rules = try scenario.decide(#"{"image":"shop","tag":"v1.2.3"}"#).rules
        #expect(
            rules == [
                "shop may mean registry.example.com/other/shop and registry.example.com/team/shop: "
                    + "name the whole repository"
            ])
    }

    @Test func aBareNameIsNotGuessedFromTheFirstApplication() throws {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - {name: one, path: one, images: ["registry.example.com/*/shop"]}
            - {name: two, path: two, images: ["registry.example.com/*/shop"]}
            """
        scenario.files = [
            "one/app.yaml": Scenario.deployment,
            "two/app.yaml": Scenario.deployment.replacing("/team/", with: "/other/"),
        ]
        let decision = try scenario.decide(#"{"image":"shop","tag":"v1.2.3"}"#)
        #expect(decision.proposal == nil)
        #expect(decision.rules.first?.contains("other/shop and registry.example.com/team/shop") == true)
    }

    @Test func aNameOfTwoDirectoriesIsRefused() throws {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - {name: shop, path: one, images: [registry.example.com/team/shop]}
            - {name: shop, path: two, images: [registry.example.com/team/shop]}
            """
        scenario.files = ["one/app.yaml": Scenario.deployment, "two/app.yaml": Scenario.deployment]
        #expect(
            try scenario.decide().rules == ["shop: the policy gives this name to more than one directory"])
    }

    @Test(arguments: [
        (
            #"{"image":"registry.example.com/team/unknown","tag":"v1.2.3"}"#,
            "no application has registry.example.com/team/unknown: tried registry.example.com/*/{app}; the commit does not "
                + "have apps/unknown"
        ),
        (
            #"{"image":"elsewhere.example.com/team/shop","tag":"v1.2.3"}"#,
            "no application has elsewhere.example.com/team/shop: tried registry.example.com/*/{app}"
        ),
        (
            #"{"image":"registry.example.com/team/shop","tag":"v2.0.0"}"#,
            "shop-dev: updates.tags.semver >=1.0.0 <2.0.0 does not allow v2.0.0 (policy line 3)"
        ),
        (
            #"{"image":"registry.example.com/team/shop","tag":"latest"}"#,
            "shop-dev: updates.tags.semver >=1.0.0 <2.0.0 takes semantic versions, and latest is none"
        ),
    ])
    func refuses(event: String, rule: String) throws {
        let decision = try Scenario().decide(event)
        #expect(decision.proposal == nil)
        #expect(try #require(decision.rules.first).hasPrefix(rule))
    }

    @Test func refusesAnOlderTagOnlyWhereANewerOneIsSet() throws {
        var scenario = Scenario()
        scenario.files["apps/shop/overlays/dev/kustomization.yaml"] =
            Scenario.overlay.replacing("v1.0.0", with: "v1.9.0")
        let decision = try scenario.decide()
        #expect(decision.proposal?.changes.map(\.application) == ["shop-stage", "shop-prod"])
        #expect(
            decision.rules == [
                "shop-dev: updates.downgrade never: v1.2.3 comes before v1.9.0 (policy line 3)"
            ])
    }

    @Test func withoutAPolicyNothingChanges() throws {
        var scenario = Scenario()
        scenario.policy = nil
        #expect(
            try scenario.decide().rules == [
                "the repository has no .gitops.yaml: without a policy nothing is changed"
            ])
    }

    @Test func aBrokenPolicyFailsWithItsPlace() throws {
        var scenario = Scenario()
        scenario.policy = "version: 1\napplications:\n- name: shop\n  path: shop\n  image: [shop]\n"
        let error = #expect(throws: Undecided.self) { try scenario.decide() }
        #expect(
            error
                == .failed(
                    ".gitops.yaml:5:3: unknown key in an application: expected one of name, path, matrix, images, "
                        + "updates, files, fields, targetRevision, replicas"))
    }

    @Test func aBrokenManifestIsNamed() throws {
        var scenario = Scenario()
        scenario.files["apps/shop/overlays/dev/kustomization.yaml"] = "images: [\n"
        let decision = try scenario.decide()
        #expect(decision.proposal?.changes.count == 2)
        let rule = try #require(decision.rules.first)
        #expect(rule.hasPrefix("shop-dev: apps/shop/overlays/dev/kustomization.yaml: line 2"))
    }

    @Test func nothingOutsideTheApplicationIsTouched() throws {
        var scenario = Scenario()
        scenario.policy = """
            version: 1
            applications:
            - {name: shop, path: apps/shop/overlays/prod, images: [registry.example.com/team/shop]}
            """
        #expect(Set(try scenario.decide().texts.keys) == ["apps/shop/overlays/prod/kustomization.yaml"])
    }
}
