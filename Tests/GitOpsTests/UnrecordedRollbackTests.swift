import Events
import FoundationEssentials
import Testing

@testable import GitOps

/// Back to what the history says where no state was recorded as healthy.
@Suite struct UnrecordedRollbackTests {
    @Test func theStateBeforeTheLastCommitOfTheApplication() throws {
        var scene = try RollbackScene()
        try scene.deploy("v2")
        try scene.deploy("v3", isNamed: true)
        try scene.deploy("v3", replicas: 4, isNamed: false)
        let plan = try scene.plan()
        #expect(!plan.isKnownHealthy)
        #expect(plan.sentence.contains("it is not known whether that was healthy"))
        try scene.apply(plan)
        #expect(try scene.tag == "v2")
        // What is held off is not gone back to.
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
        #expect(try scene.refusal().contains("was not another in the last 64 commits"))
    }

    @Test func theLastOtherStateOfTheHistory() throws {
        var scene = try RollbackScene()
        try scene.deploy("v2", isNamed: false)
        for index in 0..<5 { try scene.write(["apps/other/app.yaml": "a: \(index + 2)\n"]) }
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
    }

    /// As many commits are looked through as the policy says, and no more.
    @Test(arguments: [(63, 64, true), (64, 64, false), (64, 65, true), (199, 200, true), (200, 200, false)])
    func asManyCommitsAsSaid(commits: Int, length: Int, isFound: Bool) throws {
        var scene = try RollbackScene()
        try scene.deploy("v2", isNamed: false)
        for index in 1..<commits { try scene.write(["apps/other/app.yaml": "a: \(index + 2)\n"]) }
        var rollback = Rollback(
            of: try scene.application, by: "U1", event: EventIdentity(source: "chat", id: "1"), time: scene.now)
        rollback.historyLength = length
        switch try rollback.result(in: scene.snapshot) {
        case .plan(let plan):
            #expect(isFound && !plan.isKnownHealthy)
            #expect(plan.held.map(\.tag) == ["v2"])
        case .refused(let sentence):
            #expect(!isFound)
            #expect(sentence.contains("was not another in the last \(length) commits"))
        }
    }

    @Test func nothingToGoBackTo() throws {
        let scene = try RollbackScene()
        #expect(try scene.refusal().contains("was not another in the last 64 commits"))
    }
}
