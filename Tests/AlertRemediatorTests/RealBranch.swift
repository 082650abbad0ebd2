import AlertRemediator
import Events
import Foundation
import Logging
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// A branch of a real repository, and writers to it as three copies of the function would have.
struct RealBranch {
    let git: GitCommand
    /// A clone that pushes to it.
    let work: GitCommand
    let writers: [BranchWriter]

    /// - Parameter secondsApart: how far the clocks of the writers are from one another.
    static func run(
        _ rules: String = Story.rule,
        _ files: [String: String] = Story.shop,
        applications: String = Story.applications,
        secondsApart: Double = 0,
        _ body: (RealBranch) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await GitCommand(in: directory.path)("init", "-q", "-b", "main", "work")
            let work = GitCommand(in: directory.path("work"))
            for (path, text) in files { try directory.write(text, to: "work/\(path)") }
            try directory.write(applications + rules, to: "work/.gitops.yaml")
            try await work("add", "-A")
            try await work("commit", "-q", "-m", "Import")
            try await work("clone", "-q", "--bare", ".", "../repo.git")
            let git = GitCommand(in: directory.path("repo.git"))
            let address = try RemoteAddress(git.directory)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let writers = try (0..<3).map { number in
                let options = BranchWriter.Options(
                    signature: try .init("Tester <t@example.com>"), contention: .seconds(300),
                    now: { Story.time(2).addingTimeInterval(Double(number) * secondsApart) })
                return BranchWriter(
                    try RemoteBranch(address, branch: "main", logger: logger), repository: address, options: options,
                    logger: logger)
            }
            try await body(RealBranch(git: git, work: work, writers: writers))
            try await git("fsck", "--strict")
        }
    }

    @discardableResult
    func happen(_ payload: RemediationEvent, at minutes: Double, by writer: Int = 0) async -> Outcome {
        let event = Event(
            identity: EventIdentity(body: Array("\(payload) \(minutes)".utf8)), time: Story.time(minutes),
            payload: payload)
        return await writers[writer].write(PendingEvent(event, for: AlertRemediator()))
    }

    @discardableResult
    func deliver(_ alerts: Alert..., at minutes: Double, by writer: Int = 0) async -> Outcome {
        await happen(.alerts(AlertDelivery(alerts: alerts)), at: minutes, by: writer)
    }

    /// The same happens to all writers at once, and to each of them several times.
    func happenToAll(_ payload: RemediationEvent, at minutes: Double, times: Int = 4) async -> [Outcome] {
        await withTaskGroup(of: Outcome.self) { group in
            for number in 0..<writers.count * times {
                group.addTask { await happen(payload, at: minutes, by: number % writers.count) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Somebody changes a file.
    func edit(_ path: String, _ text: String) async throws {
        try text.write(toFile: "\(work.directory)/\(path)", atomically: true, encoding: .utf8)
        try await work("commit", "-q", "-a", "-m", "Change \(path)")
        try await work("push", "-q", "../repo.git", "main")
    }

    /// What is on the branch is recorded as healthy, as of an hour before the story begins.
    func recordHealthy() async throws {
        let revision = try #require(ObjectID(hex: try await git("rev-parse", "main").text))
        var tree = try await git("rev-parse", "main:apps/shop/overlays/prod").text
        let id = try #require(ObjectID(hex: tree))
        let record = HealthyRecord(finishedAt: Story.time(-60), revision: revision, tree: id)
        let directory = try #require(HealthyRecords.path(of: "shop-prod"))
        for name in (directory.components + [record.name]).reversed() {
            tree = try await git("mktree", input: Array("040000 tree \(tree)\t\(name)\n".utf8)).text
        }
        let commit = try await git("commit-tree", tree, "-m", "Record").text
        try await git("update-ref", RefName.healthyRecords.text, commit)
    }

    func count(_ branch: String = "main") async throws -> Int? {
        Int(try await git("rev-list", "--count", branch).text)
    }
}
