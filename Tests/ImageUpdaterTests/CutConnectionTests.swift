import GitOps
import RemoteGit
import TestSupport
import Testing

/// The connection breaks at the worst moments. What is `pushed` is on the branch, and what is on the branch is there once.
@Suite struct CutConnectionTests {
    typealias Fault = FaultyGitProxy.Fault

    struct Case: CustomTestStringConvertible {
        let service: String
        let fault: Fault
        /// The requests that it happens to, the first of a service is 1.
        let numbers: ClosedRange<Int>
        /// What comes of the event, and what of the same event afterwards.
        let expected: [OutcomeKind]
        var testDescription: String { "\(fault) of \(service) \(numbers)" }
    }

    /// libcurl asks again by itself where a connection that served before ends without a byte of an answer: that is the
    /// second of two.
    static let cases: [Case] = {
        let push = "git-receive-pack"
        let fetch = "git-upload-pack"
        return [
            // The server took it.
            Case(service: push, fault: .beforeTheAnswer, numbers: 1...1, expected: [.pushed, .unchanged]),
            Case(service: push, fault: .beforeTheAnswer, numbers: 1...2, expected: [.pushed, .unchanged]),
            Case(service: push, fault: .insideTheAnswer, numbers: 1...1, expected: [.pushed, .unchanged]),
            // The server did not even get it.
            Case(service: push, fault: .insideTheRequest, numbers: 1...1, expected: [.pushed, .unchanged]),
            Case(service: push, fault: .insideTheRequest, numbers: 1...2, expected: [.retry, .pushed]),
            Case(service: push, fault: .status(503), numbers: 1...1, expected: [.retry, .pushed]),
            Case(service: push, fault: .status(429), numbers: 1...1, expected: [.retry, .pushed]),
            // Nothing was pushed yet: refs, ledger, root and policy, directory, directory, subtree.
            Case(service: fetch, fault: .insideTheAnswer, numbers: 1...1, expected: [.retry, .pushed]),
            Case(service: fetch, fault: .insideTheAnswer, numbers: 2...2, expected: [.retry, .pushed]),
            Case(service: fetch, fault: .insideTheAnswer, numbers: 4...4, expected: [.retry, .pushed]),
            Case(service: fetch, fault: .beforeTheAnswer, numbers: 3...3, expected: [.pushed, .unchanged]),
            Case(service: fetch, fault: .beforeTheAnswer, numbers: 3...4, expected: [.retry, .pushed]),
        ]
    }()

    @Test(arguments: cases) func pushedIsWhatIsOnTheBranch(_ item: Case) async throws {
        try await MonorepoFixture.run { fixture in
            let proxy = try FaultyGitProxy(to: fixture.server.port) { service, number in
                service == item.service && item.numbers.contains(number) ? item.fault : nil
            }
            defer { proxy.stop() }
            let writer = try fixture.writer(at: proxy.url(for: "repo.git"))
            let event = try MonorepoFixture.event("v2.0.0", id: "1", application: 3)
            for expected in item.expected {
                let outcome = await writer.write(event)
                #expect(outcome.outcome == expected, "\(outcome.message)")
                let onBranch = try await fixture.commits["ci/1"] ?? []
                #expect(onBranch == (expected == .retry ? [] : [outcome.commit]))
            }
            // Another process, which knows nothing, sees it as well.
            #expect(await (try fixture.writer()).write(event).outcome == .unchanged)
            #expect(try await fixture.git("rev-list", "--count", "main").text == "102")
        }
    }

    /// The server took the push and was not to be reached afterwards: nobody knows, so nobody says `pushed`.
    @Test func whatNobodyCanKnowIsForLater() async throws {
        try await MonorepoFixture.run { fixture in
            let proxy = try FaultyGitProxy(to: fixture.server.port) { service, number in
                switch (service, number) {
                case ("git-receive-pack", 1...2): .beforeTheAnswer
                case ("git-upload-pack", 7...8): .status(503)
                default: nil
                }
            }
            defer { proxy.stop() }
            let writer = try fixture.writer(at: proxy.url(for: "repo.git"))
            let event = try MonorepoFixture.event("v2.0.0", id: "1", application: 3)
            #expect(await writer.write(event).outcome == .retry)
            var again = await writer.write(event)
            while again.outcome == .retry { again = await writer.write(event) }
            // Made anew within the same second it is the same commit, and then it is found to be on the branch.
            #expect([.pushed, .unchanged].contains(again.outcome))
            #expect(try await fixture.commits["ci/1"] == again.commit.map { [$0] })
        }
    }

    /// A group is cut off after the server took it, and somebody pushes on top before anybody asks.
    @Test func aGroupIsPushedAsAWhole() async throws {
        try await MonorepoFixture.run { fixture in
            try fixture.git.installHook("post-receive", ContentionOnTop.script)
            let proxy = try FaultyGitProxy(to: fixture.server.port) { service, number in
                service == "git-receive-pack" && number <= 2 ? .beforeTheAnswer : nil
            }
            defer { proxy.stop() }
            let writer = try fixture.writer(at: proxy.url(for: "repo.git"))
            let events = try (0..<15).map { try MonorepoFixture.event("v2.0.0", id: "\($0)", application: $0) }
            let outcomes = await writer.writeAtOnce(events)
            #expect(outcomes.allSatisfy { $0.outcome == .pushed }, "\(outcomes.map(\.message))")
            let commits = try await fixture.commits
            for outcome in outcomes { #expect(commits[outcome.event ?? ""] == outcome.commit.map { [$0] }) }
            for event in events { #expect(await writer.write(event).outcome == .unchanged) }
        }
    }
}

/// Somebody who pushes right after each push.
private enum ContentionOnTop {
    static let script = """
        export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x
        read old new ref
        git update-ref "$ref" "$(echo Theirs | git commit-tree "$new^{tree}" -p "$new")"
        """
}
