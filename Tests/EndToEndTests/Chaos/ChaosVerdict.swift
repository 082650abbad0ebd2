import FoundationEssentials
import GitOps
import NATS
import TestSupport
import Testing

@testable import runner

/// What has to hold at the end, whatever went wrong before.
struct ChaosVerdict {
    let world: ChaosWorld
    let events: [ChaosEvent]
    let ending: ChaosRound.Ending

    /// Checks everything.
    ///
    /// - Returns: How many events ended how.
    func check() async throws -> [OutcomeKind: Int] {
        let commits = try await commitsOfEvents()
        let counts = try await checkOutcomes(commits)
        try await checkValues(commits)
        try await checkReplicas()
        try await checkPerson()
        try await checkDeadLetters()
        try await world.repository("fsck", "--strict")
        return counts
    }

    /// The commits that bear an event's name.
    private func commitsOfEvents() async throws -> [String: [String]] {
        let format = "--format=%H %(trailers:key=Gitops-Event,valueonly,separator=%x20)"
        var commits: [String: [String]] = [:]
        for line in try await world.repository("log", format, "--branches", "--glob=refs/gitops").text.split(
            separator: "\n")
        {
            let words = line.split(separator: " ")
            guard words.count == 2 else { continue }
            commits[String(words[1]), default: []].append(String(words[0]))
        }
        return commits
    }

    /// No event has two commits, and each ended in exactly one of pushed, unchanged and refused: what a second delivery
    /// says of it is that it was handled, and by which commit.
    private func checkOutcomes(_ commits: [String: [String]]) async throws -> [OutcomeKind: Int] {
        let results = try await results()
        var counts: [OutcomeKind: Int] = [:]
        for event in events {
            guard let identity = event.identity else { continue }
            let own = commits[identity] ?? []
            #expect(own.count <= 1, "\(identity) has the commits \(own)")
            let told = results[identity] ?? []
            #expect(!told.isEmpty, "nothing was told of \(identity)")
            if let commit = own.first {
                // What is known by its effect alone has no earlier commit to name.
                let isNamed = event.kind == "image"
                #expect(
                    told.allSatisfy { $0.commit == commit || (!isNamed && $0.outcome == .unchanged) },
                    "\(identity) is \(commit), and was told as \(told)")
                counts[.pushed, default: 0] += 1
            } else {
                let kinds = Set(told.map(\.outcome))
                #expect(kinds.count == 1, "\(identity) ended in \(kinds)")
                #expect(kinds.isSubset(of: [.unchanged, .refused]), "\(identity) ended in \(kinds)")
                if let kind = kinds.first { counts[kind, default: 0] += 1 }
            }
        }
        return counts
    }

    /// What was told of each event.
    private func results() async throws -> [String: [Outcome]] {
        var results: [String: [Outcome]] = [:]
        let reader = StreamReader(connection: world.connection, stream: BusNames.standard.resultStream)
        try await reader.read { messages in
            for message in messages {
                let result = try JSONDecoder().decode(ResultEvent.self, from: Data(message.payload))
                results[result.subject, default: []].append(result.data)
            }
        }
        return results
    }

    /// Each application has the highest of its versions that the policy lets pass.
    private func checkValues(_ commits: [String: [String]]) async throws {
        let deployments = Dictionary(grouping: events.filter { $0.application != nil }) { $0.application ?? 0 }
        for (application, events) in deployments {
            let highest = events.map(\.version).max() ?? 0
            for environment in MonorepoFiles.environments {
                let path = MonorepoFiles(application).overlay(environment)
                let text = try await world.repository("show", "main:\(path)").text
                #expect(text.contains("newTag: v2.\(highest).0"), "\(path) should be at \(highest):\n\(text)")
            }
        }
    }

    /// Each alert has scaled its application out once.
    private func checkReplicas() async throws {
        let alerts = Dictionary(grouping: events.compactMap(\.scaled)) { $0 }
        for (application, alerts) in alerts {
            let path = MonorepoFiles(application).overlay("prod")
            let text = try await world.repository("show", "main:\(path)").text
            #expect(text.hasSuffix("count: \(4 + alerts.count)"), "\(path) had \(alerts.count) alerts:\n\(text)")
        }
    }

    /// Nothing that a person pushed is gone.
    private func checkPerson() async throws {
        let files = Set(
            try await world.repository("ls-tree", "-r", "--name-only", "main").text.split(separator: "\n").map(
                String.init))
        for subject in ending.work.subjects {
            #expect(files.contains(GitUser.file(of: subject)), "the commit '\(subject)' of a person is gone")
        }
    }

    /// Nothing is a dead letter but the poison, and all of it is.
    private func checkDeadLetters() async throws {
        var bodies: [String] = []
        try await DeadLetters(connection: world.connection, names: .standard).forEach { _, letter in
            #expect(letter.outcome == "invalid", "\(letter.error)")
            bodies.append(String(decoding: letter.body, as: UTF8.self))
        }
        #expect(Set(bodies) == Set(events.filter { $0.identity == nil }.map(\.body)))
        #expect(bodies.count == Set(bodies).count)
    }
}
