import Events
import FoundationEssentials
import GitOps
import ImageUpdater
import Logging
import RemoteGit
import TestSupport
import Testing

/// From the event's bytes to the commit, on a real repository behind a real server.
@Suite struct RealRepositoryTests {
    static let prod = "apps/app-00003/overlays/prod/kustomization.yaml"

    @Test func oneEventIsOneCommitForAllOverlays() async throws {
        try await withWriter { writer, git in
            let outcome = await writer.write(try event("v1.9.0", id: "ci/1"))
            #expect(outcome.outcome == .pushed)
            #expect(outcome.requests == 7)
            #expect((outcome.bytesSent ?? .max) < 2500)
            #expect(outcome.branch == "main")
            #expect(outcome.changes?.count == 3)
            #expect(try await git("rev-parse", "main").text == outcome.commit)
            #expect(try await git("rev-list", "--count", "main").text == "102")
            let message = try await git("log", "-1", "--format=%B", "main").text
            #expect(message.hasPrefix("Update app-00003 to v1.9.0 in dev, stage, prod\n\n"))
            #expect(
                message.hasSuffix(
                    """

                    Gitops-Handler: image-updater
                    Gitops-Application: app-00003-dev
                    Gitops-Application: app-00003-stage
                    Gitops-Application: app-00003-prod
                    Gitops-Event: ci/1
                    Gitops-Image: \(MonorepoFiles(3).image):v1.9.0

                    """))
            #expect(try await git("log", "-1", "--format=%at", "main").text == "1800000000")
            let patch = try await git("show", "--format=", "--unified=0", "main").text
            #expect(patch.split(separator: "\n").filter { $0.hasPrefix("+ ") || $0.hasPrefix("- ") }.count == 6)
        }
    }

    /// Three overlays of an application, for a process that has seen nothing: the size of the repository does not count.
    @Test(arguments: [15, 300], [true, false]) func aFirstEventCostsTheSame(
        applications: Int, hasFile: Bool
    ) async throws {
        try await MonorepoFixture.run(Monorepo(applications: applications, policy: true)) { fixture in
            let file = try fixture.state.write(MonorepoFiles.policy, to: "policy.yaml")
            let writer = try fixture.writer(policy: hasFile ? .file(file) : .repository)
            let outcome = await writer.write(try MonorepoFixture.event("v1.9.0", id: "1", application: 3))
            #expect(outcome.outcome == .pushed && outcome.changes?.count == 3, "\(outcome.message)")
            #expect(outcome.requests == (hasFile ? 6 : 7))
            #expect(outcome.requests == (try await fixture.server.requests.count))
            #expect((outcome.bytesSent ?? .max) < 2500)
        }
    }

    @Test func theSameEventAgainIsUnchanged() async throws {
        try await withWriter { writer, git in
            let first = await writer.write(try event("v1.9.0", id: "ci/1"))
            let again = await writer.write(try event("v1.9.0", id: "ci/1"))
            #expect(again.outcome == .unchanged)
            #expect(again.commit == first.commit)
            let same = await writer.write(try event("v1.9.0", id: "ci/2"))
            #expect(same.outcome == .unchanged)
            #expect(same.requests == 1)
            let older = await writer.write(try event("v1.8.0", id: "ci/3"))
            #expect(older.outcome == .refused)
            #expect(try await git("rev-list", "--count", "main").text == "102")
        }
    }

    /// What a process that serves sends for the next events.
    @Test func aWarmWriterReadsWhatItHasNotSeen() async throws {
        try await withWriter { writer, git in
            let steps = [(3, "v1.9.0", 7), (3, "v1.9.1", 1), (4, "v1.9.0", 2), (4, "v1.9.1", 1), (3, "v1.9.1", 1)]
            for (index, step) in steps.enumerated() {
                let outcome = await writer.write(try event(step.1, id: "ci/\(index)", application: step.0))
                #expect(outcome.outcome == (index == 4 ? .unchanged : .pushed), "\(outcome.message)")
                #expect(outcome.requests == step.2, "\(index)")
            }
            #expect(try await git("rev-list", "--count", "main").text == "105")
        }
    }

    @Test func eventsThatWaitTogetherArePushedTogether() async throws {
        try await withWriter { writer, git in
            let first = try event("v1.9.0", id: "ci/0", application: 0)
            let events = try (1..<15).map { try event("v1.9.\($0)", id: "ci/\($0)", application: $0) }
            let outcomes = await writer.writeAtOnce([first] + events)
            #expect(outcomes.allSatisfy { $0.outcome == .pushed })
            #expect(Set(outcomes.compactMap(\.commit)).count == 15)
            #expect(try await git("rev-list", "--count", "main").text == "116")
            #expect(outcomes.compactMap(\.requests).reduce(0, +) <= 10)
        }
    }

    @Test func aHookThatDeclinesIsQuoted() async throws {
        try await withWriter { writer, git in
            try git.installHook("pre-receive", "echo 'no changes on Fridays' >&2; exit 1")
            let outcome = await writer.write(try event("v1.9.0", id: "ci/1"))
            #expect(outcome.outcome == .refused)
            #expect(outcome.message.contains("no changes on Fridays"))
            #expect(try await git("rev-list", "--count", "main").text == "101")
        }
    }

    @Test func aPreviewChangesNothing() async throws {
        try await withWriter { writer, git in
            let preview = await writer.preview(try event("v1.9.0", id: "ci/1"))
            #expect(preview.outcome.outcome == .pushed)
            #expect(preview.outcome.dryRun == true)
            #expect(preview.diff.contains("--- a/\(Self.prod)\n+++ b/\(Self.prod)\n"))
            #expect(preview.diff.contains("+  newTag: v1.9.0\n"))
            #expect(preview.message.hasPrefix("Update app-00003 to v1.9.0"))
            #expect(try await git("rev-list", "--count", "main").text == "101")
        }
    }

    @Test func anEventOlderThanTheLedgerIsLookedUpFurtherBack() async throws {
        try await withWriter { writer, git in
            // The repository's commits are of 2023, the event is of a day before the newest 64 of them.
            let time = Date(timeIntervalSince1970: 1_700_000_000)
            let first = await writer.write(try event("v1.9.0", id: "ci/old", at: time))
            #expect(first.outcome == .pushed)
            #expect(first.requests == 8)
        }
    }

    /// What a warm writer has seen may be gone: somebody rewrote the branch, and the server collected what was left over.
    @Test func aBranchThatWasRewrittenIsReadAnew() async throws {
        try await withWriter { writer, git in
            #expect(await writer.write(try event("v1.9.0", id: "ci/1")).outcome == .pushed)
            try await git("update-ref", "refs/heads/main", "main~60")
            try await git("reflog", "expire", "--expire=now", "--all")
            try await git("gc", "-q", "--prune=now")
            for (id, application) in [("ci/2", 3), ("ci/3", 4)] {
                #expect(await writer.write(try event("v1.9.1", id: id, application: application)).outcome == .pushed)
            }
            #expect(try await git("rev-list", "--count", "main").text == "44")
        }
    }

    private func event(
        _ tag: String,
        id: String,
        application: Int = 3,
        at time: Date = Date(timeIntervalSince1970: 1_800_000_000)
    ) throws -> PendingEvent {
        let parts = id.split(separator: "/")
        let number = String(application)
        let name = "app-" + String(repeating: "0", count: 5 - number.count) + number
        let body = """
            {"specversion":"1.0","source":"\(parts[0])","id":"\(parts[1])","type":"image","time":"\(RFC3339.text(from: time))",
             "data":{"image":"registry.example.com/team-\(application % 17)/\(name)","tag":"\(tag)"}}
            """
        let handler = ImageUpdater()
        return PendingEvent(
            try handler.decode(
                Delivery(body: Array(body.utf8), receivedAt: time), byteLimit: Delivery.standardByteLimit), for: handler
        )
    }

    private func withWriter(_ body: (BranchWriter, GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(policy: true).write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                let logger = Logger(label: "test")
                let address = try RemoteAddress(server.url(for: "repo.git"))
                let writer = BranchWriter(
                    try RemoteBranch(address, branch: nil, limits: .patient, logger: logger), repository: address,
                    options: .init(signature: try .init("Tester <t@example.com>"), contention: .seconds(600)),
                    logger: logger)
                try await body(writer, git)
            }
            try await git("fsck", "--strict")
        }
    }
}

extension GitCommand {
    /// Puts an executable hook into the repository.
    func installHook(_ name: String, _ script: String) throws {
        let path = "\(directory)/hooks/\(name)"
        let contents = Data("#!/bin/sh\n\(script)\n".utf8)
        guard
            FileManager.default.createFile(
                atPath: path, contents: contents, attributes: [.posixPermissions: 0o755])
        else { throw CocoaError(.fileWriteUnknown) }
    }
}
