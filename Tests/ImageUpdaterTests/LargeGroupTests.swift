import FoundationEssentials
import GitOps
import RemoteGit
import TestSupport
import Testing

/// Many events at once, on a repository like those that people have.
@Suite struct LargeGroupTests {
    /// Ninety applications cost as many requests as one, and a push.
    @Test func aStormIsAFewPushes() async throws {
        try await MonorepoFixture.run(Monorepo(applications: 100, policy: true)) { fixture in
            let one = await (try fixture.writer()).write(
                try MonorepoFixture.event("v2.0.0", id: "one", application: 99))
            let pushesBefore = try await fixture.pushes
            let requestsBefore = try await fixture.server.requests.count
            let events = try (0..<90).map { try MonorepoFixture.event("v2.0.0", id: "\($0)", application: $0) }
            let start = ContinuousClock.now
            let outcomes = await (try fixture.writer()).writeAtOnce(events)
            print("90 events at once: \(ContinuousClock.now - start)")
            #expect(outcomes.allSatisfy { $0.outcome == .pushed })
            let commits = try await fixture.commits
            for outcome in outcomes { #expect(commits[outcome.event ?? ""] == outcome.commit.map { [$0] }) }
            #expect(commits.count == 91)
            let pushes = try await fixture.pushes - pushesBefore
            let requests = try await fixture.server.requests.count - requestsBefore
            print("90 events at once: \(pushes) pushes, \(requests) requests; one event: \(one.requests ?? 0)")
            #expect(pushes <= 5)
            // Cold they are those of one event. A group after that reads the directories of its applications and what is
            // below them, two requests, and pushes.
            #expect(requests <= (one.requests ?? 0) + 3 * (pushes - 1))
            #expect(outcomes.compactMap(\.requests).reduce(0, +) == requests)
        }
    }

    /// Values that go back and forth: each object is in the pack once, and none that the server has. Under a hundred
    /// objects the server unpacks them one by one, above it indexes the pack.
    @Test(arguments: [3, 24, 25, 120, 240]) func valuesGoBackAndForth(count: Int) async throws {
        try await MonorepoFixture.run { fixture in
            let policy = MonorepoFiles.policy.replacing("downgrade: never", with: "downgrade: allow")
            let path = try fixture.state.write(policy, to: "policy.yaml")
            let writer = try fixture.writer(policy: .file(path))
            // Two applications, so that what one leaves as it is stays shared.
            let events = try (0..<count).map { index in
                try MonorepoFixture.event(["v2.0.0", "v2.0.1"][index / 2 % 2], id: "\(index)", application: index % 2)
            }
            let outcomes = await writer.writeAtOnce(events)
            #expect(outcomes.allSatisfy { $0.outcome == .pushed || $0.outcome == .unchanged })
            let commits = try await fixture.commits
            for outcome in outcomes where outcome.outcome == .pushed {
                #expect(commits[outcome.event ?? ""] == outcome.commit.map { [$0] })
            }
            #expect(commits.count == outcomes.count { $0.outcome == .pushed })
            #expect(try await fixture.pushes <= 5)
            // Back to what the branch began with, too.
            let first = try await fixture.git("show", "main~\(commits.count):\(Self.overlay)").text
            let tag = try #require(first.split(separator: "newTag: ").last?.prefix { $0 != "\n" })
            for (step, value) in ["v3.0.0", String(tag), "v3.0.0", String(tag)].enumerated() {
                let event = try MonorepoFixture.event(value, id: "back-\(step)", application: 1)
                #expect(await writer.write(event).outcome == .pushed)
            }
            #expect(try await fixture.git("show", "main:\(Self.overlay)").text == first)
        }
    }

    private static let overlay = MonorepoFiles(1).overlay("prod")

    /// The server declines one commit, by the hook that sees all of a push and by the one that sees a ref.
    @Test(arguments: ["pre-receive", "update"]) func onlyTheDeclinedOneIsRefused(hook: String) async throws {
        try await MonorepoFixture.run { fixture in
            let check =
                "git log --format=%s \"$old..$new\" | grep -q app-00007 && { echo 'app-00007 is frozen'; exit 1; }"
            let read = hook == "update" ? "old=$2; new=$3" : "read old new ref"
            try fixture.git.installHook(hook, "exec >&2\n\(read)\n\(check)\nexit 0")
            let events = try (0..<15).map { try MonorepoFixture.event("v2.0.0", id: "\($0)", application: $0) }
            let outcomes = await (try fixture.writer()).writeAtOnce(events)
            for (index, outcome) in outcomes.enumerated() {
                #expect(outcome.outcome == (index == 7 ? .refused : .pushed), "\(index): \(outcome.message)")
            }
            #expect(outcomes[7].message.contains("app-00007 is frozen"))
            #expect(outcomes[7].commit == nil)
            let commits = try await fixture.commits
            #expect(commits.count == 14 && commits["ci/7"] == nil)
        }
    }

    /// A file that cannot be read, an application that is not there, and a tag that the policy does not let in.
    @Test func whatCannotBeDecidedTakesNoOtherWithIt() async throws {
        try await MonorepoFixture.run { fixture in
            let broken = MonorepoFiles(7).overlay("prod")
            let blob = try await fixture.git("hash-object", "-w", "--stdin", input: Array("images: [\n".utf8)).text
            let index = GitCommand(
                in: fixture.git.directory, environment: ["GIT_INDEX_FILE": fixture.state.path("index")])
            try await index("read-tree", "main")
            try await index("update-index", "--cacheinfo", "100644,\(blob),\(broken)")
            let tree = try await index("write-tree").text
            let commit = try await index("commit-tree", tree, "-p", "main", "-m", "Break app-00007").text
            try await index("update-ref", "refs/heads/main", commit)
            var events = try (0..<15).map { try MonorepoFixture.event("v2.0.0", id: "\($0)", application: $0) }
            events.insert(try MonorepoFixture.event("v2.0.0", id: "99", application: 99), at: 3)
            events.insert(try MonorepoFixture.event("v0.1.0", id: "98", application: 1), at: 5)
            let outcomes = await (try fixture.writer()).writeAtOnce(events)
            for outcome in outcomes {
                let expected: OutcomeKind =
                    switch outcome.event {
                    case "ci/98", "ci/99": .refused
                    default: .pushed
                    }
                #expect(outcome.outcome == expected, "\(outcome.event): \(outcome.message)")
            }
            #expect(try await fixture.commits.count == 15)
            #expect(try await fixture.pushes <= 3)
        }
    }
}
