import AlertRemediator
import Events
import TestSupport
import Testing

@testable import GitOps

/// A failover on a real branch, by writers that know nothing of one another and get each delivery at the same time.
@Suite struct FailoverRaceTests {
    private static let base = "apps/shop/base/deployment.yaml"

    /// What each of the deliveries changes, once.
    private static let files = [
        "apps/shop/overlays/prod/.gitops-state", FailoverStory.routeState, FailoverStory.route,
        FailoverStory.standbyState, FailoverStory.standby,
    ]

    /// Writers with one clock may make the very same commit; those with clocks of their own make different ones.
    @Test(.timeLimit(.minutes(10)), arguments: [0, 1.0])
    func threeWritersFailOverOnceAndBackOnce(secondsApart: Double) async throws {
        try await RealBranch.run(
            FailoverStory.rules(), FailoverStory.files, applications: FailoverStory.applications,
            secondsApart: secondsApart
        ) { (branch: RealBranch) async throws in
            let isOneClock = secondsApart == 0
            let before = try await branch.git("rev-parse", "main").text
            let down = RemediationEvent.alerts(AlertDelivery(alerts: [FailoverStory.down()]))
            try await Self.expectOneCommit(of: await branch.happenToAll(down, at: 1), branch, isOneClock)
            #expect(try await Self.changedFiles(branch) == Self.files)
            #expect(try await branch.git("show", "main:\(FailoverStory.standby)").text.contains("replicas: 5 #"))
            let route = try await branch.git("show", "main:\(FailoverStory.route)").text
            #expect(route.contains("{name: prod, weight: 0}") && route.contains("{name: standby, weight: 100} # cold"))

            // Whatever is changed by somebody else meanwhile stays.
            try await branch.pull()
            try await branch.edit(Self.base, Story.deployment + "# theirs\n")

            let up = RemediationEvent.alerts(AlertDelivery(alerts: [FailoverStory.down(.resolved)]))
            try await Self.expectOneCommit(of: await branch.happenToAll(up, at: 10), branch, isOneClock)
            let early = await branch.happenToAll(.tick, at: 39)
            #expect(early.allSatisfy { $0.outcome == .unchanged }, "\(early.map(\.message))")
            try await Self.expectOneCommit(of: await branch.happenToAll(.tick, at: 40), branch, isOneClock)
            #expect(try await Self.changedFiles(branch) == Self.files)
            for file in [FailoverStory.standby, FailoverStory.route] {
                #expect(try await branch.git("diff", before, "main", "--", file).text.isEmpty)
            }
            // Once the cooldown is over nothing is left of it.
            try await Self.expectOneCommit(of: await branch.happenToAll(.tick, at: 50), branch, isOneClock)
            #expect(try await branch.git("diff", "--name-only", before, "main").text == Self.base)
            #expect(try await branch.git("diff", "--numstat", before, "main").text == "1\t0\t\(Self.base)")
            // The import; out, over, back, forgotten; and the other one's.
            #expect(try await branch.count() == 6)
            let last = await branch.happenToAll(.tick, at: 60)
            #expect(last.allSatisfy { $0.outcome == .unchanged }, "\(last.map(\.message))")
            #expect(try await branch.count() == 6)
        }
    }

    /// All that is pushed is the tip; where clocks differ, by one writer and for one delivery.
    private static func expectOneCommit(
        of outcomes: [Outcome], _ branch: RealBranch, _ isOneClock: Bool
    ) async throws {
        let tip = try await branch.git("rev-parse", "main").text
        let pushed = outcomes.filter { $0.outcome == .pushed }
        #expect(Set(pushed.map(\.commit)) == [tip], "\(outcomes.map(\.message))")
        #expect(pushed.count == 1 || isOneClock && pushed.count <= branch.writers.count)
        #expect(outcomes.allSatisfy { $0.outcome == .pushed || $0.outcome == .unchanged })
    }

    private static func changedFiles(_ branch: RealBranch) async throws -> [String] {
        try await branch.git("diff", "--name-only", "main~1", "main").text.split(separator: "\n").map(String.init)
    }
}

extension RealBranch {
    /// The clone gets what the writers pushed.
    fileprivate func pull() async throws {
        try await work("pull", "-q", "../repo.git", "main")
    }
}
