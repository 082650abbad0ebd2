import GitOps
import Testing

/// Deliveries of registries that hold several images, or several tags of one.
@Suite struct SeveralImagesTests {
    private static func delivery(_ images: [(String, String)]) -> String {
        let events = images.map { repository, tag in
            #"{"action":"push","target":{"repository":"\#(repository)","tag":"\#(tag)"},"#
                + #""request":{"host":"registry.example.com"}}"#
        }
        return "{\"events\":[\(events.joined(separator: ","))]}"
    }

    private var twoApplications: Scenario {
        var scenario = Scenario()
        for (path, text) in Scenario.shop {
            scenario.files[path.replacing("shop", with: "web")] = text.replacing("team/shop", with: "team/web")
        }
        return scenario
    }

    @Test func areOneCommit() throws {
        let event = Self.delivery([("team/shop", "v1.2.3"), ("team/web", "v1.1.0")])
        let decision = try twoApplications.decide(event)
        let proposal = try #require(decision.proposal)
        #expect(
            proposal.subject == "Update shop to v1.2.3 in dev, stage, prod; Update web to v1.1.0 in dev, stage, prod")
        #expect(proposal.changes.map(\.application).suffix(4) == ["shop-prod", "web-dev", "web-stage", "web-prod"])
        #expect(proposal.files.count == 6 && proposal.refused.isEmpty)
        #expect(decision.texts["apps/web/overlays/prod/kustomization.yaml"]?.contains("newTag: v1.1.0\n") == true)
    }

    @Test func theHighestVersionOfOneImageStays() throws {
        let event = Self.delivery([("team/shop", "v1.2.3"), ("team/shop", "v1.2.0"), ("team/shop", "latest")])
        let decision = try Scenario().decide(event)
        let proposal = try #require(decision.proposal)
        #expect(proposal.subject == "Update shop to v1.2.3 in dev, stage, prod")
        #expect(proposal.changes.map(\.to) == ["v1.2.3", "v1.2.3", "v1.2.3"])
        #expect(proposal.refused.count == 6)
        let rising = Self.delivery([("team/shop", "v1.2.0"), ("team/shop", "v1.2.3")])
        let risen = try #require(try Scenario().decide(rising).proposal)
        #expect(risen.changes.map(\.from) == ["v1.0.0", "v1.0.0", "v1.0.0"])
        #expect(risen.changes.map(\.to) == ["v1.2.3", "v1.2.3", "v1.2.3"])
        #expect(risen.files.count == 3)
    }

    @Test func theOthersChangeWhereOneIsRefused() throws {
        let event = Self.delivery([("team/shop", "v1.2.3"), ("team/web", "v3.0.0"), ("team/none", "v1")])
        let proposal = try #require(try twoApplications.decide(event).proposal)
        #expect(proposal.changes.map(\.application) == ["shop-dev", "shop-stage", "shop-prod"])
        #expect(proposal.refused.compactMap(\.application) == ["web-dev", "web-stage", "web-prod"])
        #expect(proposal.refused.count == 4)
    }

    @Test func areUnchangedIfAllAreSo() throws {
        let event = Self.delivery([("team/shop", "v1.0.0"), ("team/web", "v1.0.0")])
        guard case .unchanged(let message) = try twoApplications.decide(event) else {
            Issue.record("something changes")
            return
        }
        #expect(
            message == """
                registry.example.com/team/shop is at v1.0.0 already in shop-dev, shop-stage, shop-prod; \
                registry.example.com/team/web is at v1.0.0 already in web-dev, web-stage, web-prod
                """)
    }
}
