import FoundationEssentials
import GitOps
import NATS
import TestSupport

@testable import runner

/// What has to hold at the end of a round, whatever went wrong before.
struct ChaosVerdict {
    let world: ChaosWorld
    let events: [ChaosEvent]
    let ending: ChaosRound.Ending

    /// What came of a round.
    struct Finding: Sendable {
        /// How many events of each sort ended how.
        var counts: [ChaosEvent.Sort: [OutcomeKind: Int]] = [:]
        /// How many commits are those of events.
        var commits = 0
        /// What should not be.
        var problems: [String] = []

        fileprivate mutating func expect(_ holds: Bool, _ problem: @autoclosure () -> String) {
            if !holds { problems.append(problem()) }
        }
    }

    /// Checks everything.
    func check() async throws -> Finding {
        var finding = Finding()
        let commits = try await commitsOfEvents()
        finding.commits = commits.values.map(\.count).reduce(0, +)
        try await checkOutcomes(commits, &finding)
        try await checkValues(commits, &finding)
        try await checkReplicas(commits, &finding)
        for application in applications(.rolledBack) {
            let problems = try await ChaosHistory(of: application, in: world.repository).problems()
            finding.problems += problems
        }
        try await checkPerson(&finding)
        try await checkDeadLetters(&finding)
        do {
            try await world.repository("fsck", "--strict")
        } catch let failure as GitCommand.Failure {
            finding.problems.append("\(failure)")
        }
        return finding
    }

    private func applications(_ role: ChaosRole) -> [Int] {
        Set(events.compactMap(\.application)).filter { ChaosRole($0) == role }.sorted()
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
    private func checkOutcomes(_ commits: [String: [String]], _ finding: inout Finding) async throws {
        let results = try await results()
        let unpublished = await unpublished()
        for event in events {
            guard let identity = event.identity else { continue }
            let own = commits[identity] ?? []
            let told = results[identity] ?? []
            let kinds = Set(told.map(\.outcome))
            finding.expect(own.count <= 1 || event.mayCommitAgain, "\(identity) has the commits \(own)")
            finding.expect(
                !told.isEmpty || unpublished.contains { $0.contains(" event=\(identity) ") },
                "nothing was told of \(identity), a \(event.sort.rawValue)")
            let ending: OutcomeKind
            if own.isEmpty {
                ending = kinds.contains(.refused) ? .refused : .unchanged
                finding.expect(
                    kinds.isSubset(of: [.unchanged, .refused]) && (kinds.count <= 1 || event.isJudgedAnew),
                    "\(identity) ended in \(kinds) without a commit: \(told)")
            } else {
                ending = .pushed
                let others = told.filter { outcome in !own.contains { $0 == outcome.commit } }
                let allowed: Set<OutcomeKind> =
                    event.isJudgedAnew ? [.unchanged, .refused] : event.isInLedger ? [] : [.unchanged]
                finding.expect(
                    others.allSatisfy { allowed.contains($0.outcome) && $0.commit == nil },
                    "\(identity) is \(own), and was told as \(told)")
            }
            finding.counts[event.sort, default: [:]][ending, default: 0] += 1
        }
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

    /// What runners logged of results that the bus did not take. An event is done with all the same.
    private func unpublished() async -> [Substring] {
        var lines: [Substring] = []
        for runner in world.runners {
            lines += await runner.log.split(separator: "\n").filter { $0.contains("result was not published") }
        }
        return lines
    }

    /// Each application has the highest of its versions that the policy lets pass; what people rolled back has its own story.
    private func checkValues(_ commits: [String: [String]], _ finding: inout Finding) async throws {
        let images = events.filter { $0.sort == .image }
        for (application, events) in Dictionary(grouping: images, by: { $0.application ?? 0 }) {
            guard let highest = events.max(by: { $0.version < $1.version }) else { continue }
            finding.expect(
                commits[highest.identity ?? ""] != nil,
                "the version \(highest.version) of \(application) was never committed")
            let isRolledBack = ChaosRole(application) == .rolledBack
            for environment in MonorepoFiles.environments where !(isRolledBack && environment == "prod") {
                let path = MonorepoFiles(application).overlay(environment)
                let text = try await world.repository("show", "main:\(path)").text
                finding.expect(
                    text.contains("newTag: v2.\(highest.version).0"),
                    "\(path) should be at \(highest.version):\n\(text)")
            }
        }
    }

    /// An alert has scaled its application out once, unless it was known to be over before; and what is to be undone is.
    private func checkReplicas(_ commits: [String: [String]], _ finding: inout Finding) async throws {
        let alerts = events.filter { $0.sort == .firing }
        for (application, alerts) in Dictionary(grouping: alerts, by: { $0.application ?? 0 }) {
            let answered = alerts.filter { commits[$0.identity ?? ""] != nil }
            let isUndone = ChaosRole(application) == .undone
            for alert in alerts where !alert.isOver {
                finding.expect(commits[alert.identity ?? ""] != nil, "nothing was done about \(alert.body)")
            }
            let path = MonorepoFiles(application).overlay("prod")
            let text = try await world.repository("show", "main:\(path)").text
            let count = isUndone ? 4 : 4 + answered.count
            finding.expect(
                text.hasSuffix("count: \(count)"),
                "\(path) should have \(count), as \(answered.count) of \(alerts.count) alerts were answered:\n\(text)")
        }
    }

    /// Nothing that a person pushed is gone.
    private func checkPerson(_ finding: inout Finding) async throws {
        let files = Set(
            try await world.repository("ls-tree", "-r", "--name-only", "main").text.split(separator: "\n").map(
                String.init))
        for subject in ending.work.subjects {
            finding.expect(files.contains(GitUser.file(of: subject)), "the commit '\(subject)' of a person is gone")
        }
    }

    /// Nothing is a dead letter but the poison, and all of it is.
    private func checkDeadLetters(_ finding: inout Finding) async throws {
        var letters: [DeadLetter] = []
        try await DeadLetters(connection: world.connection, names: .standard).forEach { _, letter in
            letters.append(letter)
        }
        for letter in letters where letter.outcome != "invalid" {
            finding.problems.append("a dead letter is \(letter.outcome): \(letter.error)")
        }
        let bodies = letters.map { String(decoding: $0.body, as: UTF8.self) }
        let poison = Set(events.filter { $0.identity == nil }.map(\.body))
        finding.expect(
            Set(bodies) == poison && bodies.count == poison.count,
            "dead letters are \(bodies) and should be \(poison.sorted())")
    }
}
