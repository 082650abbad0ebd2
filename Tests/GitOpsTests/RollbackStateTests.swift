import RemoteGit
import Testing

@testable import GitOps

/// What a rollback does to episodes and holds of automation.
@Suite struct RollbackStateTests {
    /// Only what automation keeps of the application itself is closed or changed.
    @Test func whatIsHeldOpenStays() throws {
        var scene = try RollbackScene()
        let episode = { (application: String) in
            ApplicationState.Episode(
                application: application, fingerprint: "f", startsAt: RollbackScene.start, rule: "r", step: 1,
                status: .firing, at: RollbackScene.start)
        }
        var old = ApplicationState()
        old.episodes = [episode("old")]
        try scene.deploy("v1", files: [".gitops-state": String(decoding: try #require(old.content), as: UTF8.self)])
        try scene.recordHealthy()
        var state = ApplicationState()
        state.episodes = [episode("shop-prod"), episode("another")]
        state.holds = [
            .init(
                application: "shop-prod", image: RollbackScene.image, tag: "v9", by: "x", event: "e", since: scene.now),
            .init(application: "another", image: RollbackScene.image, tag: "v1", by: "x", event: "e", since: scene.now),
        ]
        try scene.deploy("v2", files: [".gitops-state": String(decoding: try #require(state.content), as: UTF8.self)])
        let plan = try scene.plan()
        try scene.apply(plan)
        let now = try scene.state
        #expect(now.episodes.map(\.status) == [.closed, .firing])
        #expect(now.episodes.map(\.application) == ["shop-prod", "another"])
        #expect(now.holds.map(\.tag) == ["v9", "v1", "v2"])
        #expect(plan.proposal.trailers == [Commit.Trailer(key: "Gitops-Episode", value: "closed shop-prod")])
    }

    /// What was changed of other applications is not overwritten: it is still taken back when the alert is over, and
    /// until then no more steps are taken. What others have changed of this one is overwritten.
    @Test func whatWasChangedElsewhereIsStillUndone() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        var mine = ApplicationState.Episode(
            application: "shop-prod", fingerprint: "f", startsAt: RollbackScene.start, rule: "r", step: 1,
            status: .firing, at: RollbackScene.start,
            changed: [.init(path: "kustomization.yaml", field: "replicas[shop].count", from: "3", to: "5")])
        mine.elsewhere = ["shop-standby"]
        var part = mine
        (part.elsewhere, part.owner) = ([], "cart-prod")
        var state = ApplicationState()
        state.episodes = [mine, part]
        try scene.deploy("v2", files: [".gitops-state": String(decoding: try #require(state.content), as: UTF8.self)])
        let plan = try scene.plan()
        try scene.apply(plan)
        let now = try scene.state
        #expect(now.episodes.map(\.status) == [.firing, .closed])
        #expect(now.episodes.first?.changed == [])
        #expect(now.episodes.first?.isExhausted == true)
        #expect(now.episodes.first?.elsewhere == ["shop-standby"])
    }
}
