import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// Others push to the branch between our decision and our push: the hook `update` runs when the server has our objects
/// and before it moves the branch.
@Suite struct ContentionTests {
    /// Moves the branch to a commit in which `a/x` says `theirs`.
    static let move = """
        blob=$(echo theirs | git hash-object -w --stdin)
        sub=$(printf '100644 blob %s\\tx\\n' "$blob" | git mktree)
        tree=$(git ls-tree "$2" | sed "s/^040000 tree [0-9a-f]*\\ta$/040000 tree $sub\\ta/" | git mktree)
        git update-ref "$1" "$(echo Theirs | git commit-tree "$tree" -p "$2")"
        """

    @Test func aMovedBranchIsDecidedAgain() async throws {
        try await WriterFixture.run { fixture in
            try fixture.hook("update", "if mkdir \"$GIT_DIR/moved\"; then\n\(Self.move)\nfi; exit 0")
            let outcome = await fixture.writer.write(FileWriter.event("a/x", "ours\n", id: "1"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            // Decided on what the other one wrote, not merged with it.
            #expect(outcome.changes?.first?.from == "theirs\n")
            #expect(try await fixture.subjects == ["Theirs", "Write a/x"])
            #expect(try await fixture.git("rev-parse", "main").text == outcome.commit)
            #expect(outcome.requests == (try await fixture.server.requests.count))
        }
    }

    /// A server on which nothing large gets through: somebody else is always faster.
    @Test func aGroupThatKeepsComingTooLateGetsSmaller() async throws {
        try await WriterFixture.run { fixture in
            let isLarge = "[ \"$(git rev-list --count \"$2..$3\")\" -gt 2 ]"
            try fixture.hook("update", "\(isLarge) && {\n\(Self.move)\n}; exit 0")
            let outcomes = try await fixture.writeTogether(
                (0..<8).map { FileWriter.event("b/x", "ours \($0)\n", id: "\($0)") })
            #expect(outcomes.map(\.outcome) == Array(repeating: .pushed, count: 8), "\(outcomes.map(\.message))")
            #expect(Set(outcomes.compactMap(\.commit)).count == 8)
        }
    }

    /// What is given back because it came too late comes again, and again together: it must not be too late for ever.
    @Test func whatIsGivenBackGoesInSmallerGroups() async throws {
        try await WriterFixture.run(contention: .zero) { fixture in
            let isLarge = "[ \"$(git rev-list --count \"$2..$3\")\" -gt 2 ]"
            try fixture.hook("update", "\(isLarge) && {\n\(Self.move)\n}; exit 0")
            var events = (0..<16).map { FileWriter.event("b/x", "ours \($0)\n", id: "\($0)") }
            var outcomes = try await fixture.writeTogether(events)
            #expect(outcomes.allSatisfy { $0.outcome == .retry })
            for _ in 0..<12 where !events.isEmpty {
                events = zip(events, outcomes).filter { $1.outcome == .retry }.map(\.0)
                outcomes = await fixture.writer.writeAtOnce(events)
            }
            #expect(events.isEmpty, "\(events.count) events never got through")
        }
    }

    /// All of a group are decided again: for one of them nothing is left to do.
    @Test func aGroupIsDecidedAgainAsAWhole() async throws {
        try await WriterFixture.run { fixture in
            let moved = "\(fixture.git.directory)/moved"
            let isOfTheGroup = "[ \"$(git log -1 --format=%s \"$3\")\" != 'Write e/x' ]"
            try fixture.hook("update", "\(isOfTheGroup) && mkdir '\(moved)' && {\n\(Self.move)\n}; exit 0")
            let outcomes = try await fixture.writeTogether([
                FileWriter.event("a/x", "theirs\n", id: "1"), FileWriter.event("b/x", "ours\n", id: "2"),
                FileWriter.event("a/x", "ours\n", id: "3"),
            ])
            #expect(outcomes.map(\.outcome) == [.unchanged, .pushed, .pushed], "\(outcomes.map(\.message))")
            #expect(outcomes[2].changes?.first?.from == "theirs\n")
            #expect(try await fixture.subjects == ["Write e/x", "Theirs", "Write b/x", "Write a/x"])
            let ids = try await fixture.git("rev-list", "--reverse", "-2", "main").text.split(separator: "\n")
            #expect(outcomes.compactMap(\.commit) == ids.map(String.init))
        }
    }

    /// Decided again, the event has nothing left to do.
    @Test func somebodyElseDidIt() async throws {
        try await WriterFixture.run { fixture in
            try fixture.hook("update", Self.move)
            let outcome = await fixture.writer.write(FileWriter.event("a/x", "theirs\n", id: "1"))
            #expect(outcome.outcome == .unchanged)
            #expect(try await fixture.subjects == ["Theirs"])
        }
    }

    @Test func whereOthersNeverStopItIsForLater() async throws {
        try await WriterFixture.run(contention: .milliseconds(300)) { fixture in
            try fixture.hook("update", Self.move.replacing("theirs", with: "theirs $(date +%N)"))
            let outcome = await fixture.writer.write(FileWriter.event("a/x", "ours\n", id: "1"))
            #expect(outcome.outcome == .retry)
            #expect(outcome.message.contains("others kept pushing to the branch for 0.3 seconds"))
            let subjects = try await fixture.subjects
            #expect(Set(subjects) == ["Theirs"])
        }
    }

    /// A warm writer pushes on what it saw last, and what it saw last is old.
    @Test func aWarmWriterFindsOutByItsPush() async throws {
        try await WriterFixture.run { fixture in
            _ = await fixture.writer.write(FileWriter.event("b/x", "1\n", id: "1"))
            try fixture.hook("update", "if mkdir \"$GIT_DIR/moved\"; then\n\(Self.move)\nfi; exit 0")
            let events = ["a", "b", "c"].map { FileWriter.event("\($0)/x", "ours\n", id: "2\($0)") }
            for event in events { #expect(await fixture.writer.write(event).outcome == .pushed) }
            #expect(
                try await fixture.subjects == ["Write b/x", "Theirs", "Write a/x", "Write b/x", "Write c/x"])
        }
    }

    @Test func refusedAndUnchangedHoldOfTheBranchAsItIs() async throws {
        try await WriterFixture.run { fixture in
            _ = await fixture.writer.write(FileWriter.event("a/x", "ours\n", id: "1"))
            let main = try await fixture.git("rev-parse", "main~1").text
            try await fixture.git("update-ref", "refs/heads/main", main)
            // Its own last commit is gone from the branch: the same value has to be written again.
            let again = await fixture.writer.write(FileWriter.event("a/x", "ours\n", id: "2"))
            #expect(again.outcome == .pushed)
            #expect(try await fixture.git("show", "main:a/x").text == "ours")
        }
    }
}
