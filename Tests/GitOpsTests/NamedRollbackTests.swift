import FoundationEssentials
import RemoteGit
import Testing

@testable import GitOps

/// Back to a state that somebody names.
@Suite struct NamedRollbackTests {
    @Test func aStateThatSomebodyNames() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        let first = "\(scene.revision.id)"
        try scene.deploy("v2")
        let second = "\(scene.revision.id)"
        try scene.deploy("v3")
        try scene.recordHealthy()
        try scene.deploy("v4")
        for (target, tag, healthy) in [
            (Rollback.Target.tag("v1"), "v1", true), (.tag("v2"), "v2", false),
            (.commit(String(first.prefix(7))), "v1", true),
            (.commit(second), "v2", false), (.previous, "v3", false), (.lastHealthy, "v3", true),
        ] {
            var other = scene
            let plan = try other.plan(to: target)
            try other.apply(plan)
            #expect(try other.tag == tag, "\(target)")
            #expect(plan.isKnownHealthy == healthy, "\(target)")
        }
        #expect(try scene.refusal(to: .tag("v9")).contains("has the tag"))
        #expect(try scene.refusal(to: .tag("v4")).contains("has the tag"))
        #expect(try scene.refusal(to: .commit("abcdef")).contains("7 to 40"))
        #expect(try scene.refusal(to: .commit("0000000")).contains("no commit of the branch"))
        #expect(try scene.refusal(to: .commit("\(scene.revision.id)")).contains("as it was then"))
    }

    /// What somebody asks for by name is not held off any more.
    @Test func aNamedStateTakesItsHoldBack() throws {
        var scene = try RollbackScene()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.apply(try scene.plan(to: .previous))
        #expect(try scene.state.holds.map(\.tag) == ["v2"])
        try scene.apply(try scene.plan(to: .tag("v2")))
        #expect(try scene.tag == "v2")
        #expect(try scene.state.holds.map(\.tag) == ["v1"])
    }

    /// The application's own directory came later.
    @Test func aCommitWithoutTheDirectory() throws {
        var scene = try RollbackScene(policy: "version: 1\napplications: [{name: shop-prod, path: later}]\n")
        let before = "\(scene.revision.id)"
        try scene.write(["later/app.yaml": "image: registry.example.com/shop:v1\n"], true)
        #expect(try scene.refusal(to: .commit(before)) == "later is not a directory in that commit")
        #expect(try scene.refusal().contains("was not another in the last 64 commits"))
    }
}
