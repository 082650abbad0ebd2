import FoundationEssentials
import RemoteGit
import Testing

@testable import GitOps

/// Back to a state that was recorded as healthy, and further back when asked once more.
@Suite struct HealthyRollbackTests {
    @Test func theLastHealthyState() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.deploy("v3", files: ["extra.yaml": "b: 1\n"])
        let plan = try scene.plan()
        #expect(plan.isKnownHealthy)
        #expect(
            plan.changes == [
                Change(
                    application: "shop-prod", path: "\(RollbackScene.directory)/extra.yaml", field: "content",
                    from: plan.changes[0].from, to: nil),
                Change(
                    application: "shop-prod", path: "\(RollbackScene.directory)/kustomization.yaml",
                    field: "images[registry.example.com/shop].newTag", from: "registry.example.com/shop:v3",
                    to: "registry.example.com/shop:v2"),
            ])
        try scene.apply(plan)
        #expect(try scene.tag == "v2")
        let hold = try #require(try scene.state.holds.first)
        #expect(try scene.state.holds.count == 1)
        #expect(hold.image == RollbackScene.image && hold.tag == "v3" && hold.by == "U1" && hold.event == "chat/1")
        #expect(plan.sentence.contains("held off: registry.example.com/shop:v3"))
        // Once more goes further back, and not forward to the bad one.
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
        #expect(try scene.state.holds.map(\.tag) == ["v3", "v2"])
        #expect(try scene.refusal().contains("held off"))
    }

    /// Also where a version is a Git revision that Argo CD syncs, or an image's digest without a tag.
    @Test(arguments: [false, true]) func onceMoreGoesFurtherBack(isRevision: Bool) throws {
        let digest = { (digit: String) in "sha256:" + String(repeating: digit, count: 64) }
        let versions = isRevision ? ["r1", "r2", "r3"] : ["1", "2", "3"].map(digest)
        let file = { (version: String) in
            isRevision
                ? ["app.yaml": "apiVersion: argoproj.io/v1alpha1\nspec: {source: {targetRevision: \(version)}}\n"]
                : ["kustomization.yaml": "images:\n- {name: \(RollbackScene.image), digest: '\(version)'}\n"]
        }
        var scene = try RollbackScene()
        for version in versions {
            try scene.deploy("v1", files: file(version))
            try scene.recordHealthy()
        }
        func text() throws -> String {
            let name = isRevision ? "app.yaml" : "kustomization.yaml"
            let path = try #require(RepositoryPath("\(RollbackScene.directory)/\(name)"))
            return String(decoding: try #require(try scene.snapshot.file(path)), as: UTF8.self)
        }
        let first = try scene.plan()
        #expect(first.held.map(\.image) == [isRevision ? nil : RollbackScene.image])
        #expect(first.sentence.contains("held off: \(first.held[0].version)"))
        try scene.apply(first)
        #expect(try text().contains(versions[1]))
        // Argo CD sees it healthy, too.
        try scene.recordHealthy()
        try scene.apply(try scene.plan())
        #expect(try text().contains(versions[0]))
        #expect(try scene.state.holds.map(\.tag) == [versions[2], versions[1]])
        if !isRevision { #expect(try scene.refusal().contains("held off")) }
        // Who names the state wants it.
        let record = try #require(
            try scene.snapshot.healthyRecords(of: RollbackScene.name).newestFirst.dropFirst().first)
        try scene.apply(try scene.plan(to: .commit(record.revision)))
        #expect(try text().contains(versions[2]))
        #expect(try !scene.state.holds.map(\.tag).contains(versions[2]))
    }

    /// A remediation has scaled since: that is no other version.
    @Test func otherReplicasAreNotAnotherVersion() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.deploy("v2", replicas: 5)
        try scene.recordHealthy()
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
    }

    /// Nothing else is left than the same version with other values.
    @Test func theSameVersionWithOtherValuesIsTheLastResort() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v1", replicas: 9)
        let plan = try scene.plan()
        #expect(plan.held.isEmpty && plan.isKnownHealthy)
        #expect(plan.changes.map(\.field) == ["content"])
        try scene.apply(plan)
        #expect(try scene.refusal().contains("today's"))
    }

    @Test func recordsThatAreTooYoungArePassedOver() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.deploy("v3")
        #expect(try scene.plan(soak: 1.5 * 3600).commit != scene.plan().commit)
        try scene.apply(try scene.plan(soak: 1.5 * 3600))
        #expect(try scene.tag == "v1")
        #expect(try scene.refusal(soak: 1e6).contains("too young"))
    }
}
