import FoundationEssentials
import Logging
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

@Suite struct BranchWriterTests {
    static let policy = "version: 1\napplications: [{name: a, path: a}]\n"

    @Test func datesAndNames() async throws {
        try await WriterFixture.run { fixture in
            let time = Date(timeIntervalSince1970: 1_750_000_000.7)
            let outcome = await fixture.writer.write(FileWriter.event("a/x", "1\n", id: "1", at: time))
            #expect(outcome.outcome == .pushed)
            #expect(outcome.repository == fixture.server.url(for: "repo.git"))
            #expect(outcome.branch == "main")
            #expect((outcome.milliseconds ?? -1) >= 0)
            let log = try await fixture.git("log", "-1", "--format=%an <%ae> %at|%cn <%ce> %ct|%s", "main").text
            #expect(
                log
                    == "Tester <t@example.com> 1750000000|Tester <t@example.com> 2000000000|Write a/x")
        }
    }

    @Test func theRepositorysPolicy() async throws {
        try await WriterFixture.run(texts: [".gitops.yaml": Self.policy]) { fixture in
            let event = FileWriter.event("a/x", "1\n", id: "1", .requirePolicy)
            #expect(await fixture.writer.write(event).outcome == .pushed)
        }
    }

    @Test func noPolicy() async throws {
        try await WriterFixture.run { fixture in
            let outcome = await fixture.writer.write(FileWriter.event("a/x", "1\n", id: "1", .requirePolicy))
            #expect(outcome.outcome == .refused)
            #expect(outcome.refused == [Refusal(application: nil, rule: "no policy")])
            let subjects = try await fixture.subjects
            #expect(subjects.isEmpty)
        }
    }

    /// Read anew for each decision, and not through Git.
    @Test func aPolicyFromAFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.path("policy.yaml")
            try await WriterFixture.run(policy: .file(path)) { fixture in
                func write(_ id: String) async -> Outcome {
                    await fixture.writer.write(FileWriter.event("a/x", "\(id)\n", id: id, .requirePolicy))
                }
                let missing = await write("1")
                #expect(missing.outcome == .failed)
                #expect(missing.message == "the policy file \(path) cannot be read")
                try directory.write("version: 1\napps: []\n", to: "policy.yaml")
                let broken = await write("2")
                #expect(broken.outcome == .failed)
                #expect(broken.message.hasPrefix("\(path):2:1: unknown key"))
                try directory.write("version: 1\n", to: "policy.yaml")
                #expect(await write("3").outcome == .unchanged)
                try directory.write(Self.policy, to: "policy.yaml")
                #expect(await write("4").outcome == .pushed)
                #expect(try await fixture.subjects == ["Write a/x"])
            }
        }
    }

    @Test func aPreviewIsWhatWouldBeWritten() async throws {
        try await WriterFixture.run { fixture in
            let event = FileWriter.event("a/x", "1\n", id: "1")
            let preview = await fixture.writer.preview(event)
            #expect(preview.outcome.outcome == .pushed && preview.outcome.dryRun == true)
            #expect(preview.diff.contains("\n-0\n+1\n"))
            #expect(try await fixture.subjects.isEmpty)
            let requests = try await fixture.server.requests
            #expect(!requests.contains { $0.path.hasSuffix("git-receive-pack") })
            #expect(await fixture.writer.write(event).outcome == .pushed)
            #expect(try await fixture.git("log", "-1", "--format=%B", "main").text == preview.message)
            let nothing = await fixture.writer.preview(FileWriter.event("a/x", "1\n", id: "2"))
            #expect(nothing.outcome.outcome == .unchanged && nothing.diff.isEmpty && nothing.message.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(10))) func aHangingServerIsForLater() async throws {
        let server = try TinyHTTPServer { _ in .hang }
        defer { server.stop() }
        let address = try RemoteAddress("\(server.url)/repo.git")
        let limits = TransferLimits(stall: .seconds(1))
        let logger = Logger(label: "test")
        let writer = BranchWriter(
            try RemoteBranch(address, branch: nil, limits: limits, logger: logger), repository: address,
            options: .init(signature: try .init("Tester <t@example.com>")), logger: logger)
        let outcome = await writer.write(FileWriter.event("a/x", "1\n", id: "1"))
        #expect(outcome.outcome == .retry)
        #expect(outcome.requests == 1)
    }

    /// 4,200 commits a minute apart: an event of before them all, and one of their middle.
    @Test func anEventBeforeTheLedgersEndIsTooOld() async throws {
        try await WriterFixture.run { fixture in
            var stream = ""
            for index in 0..<4200 {
                let from = index == 0 ? "from refs/heads/main^0\n" : ""
                let date = 1_900_000_000 + index * 60
                stream += "commit refs/heads/main\ncommitter x <x@x> \(date) +0000\ndata 2\nM\n\(from)\n"
            }
            try await fixture.git("fast-import", "--quiet", input: Array(stream.utf8))
            func write(_ id: String, commit: Double) async -> Outcome {
                let time = Date(timeIntervalSince1970: 1_900_000_000 + commit * 60)
                return await fixture.writer.write(FileWriter.event("a/x", "\(id)\n", id: id, at: time))
            }
            let old = await write("1", commit: 100)
            #expect(old.outcome == .refused)
            #expect(old.message.contains("too old"))
            let known = await write("2", commit: 2000)
            #expect(known.outcome == .pushed)
            #expect(await write("2", commit: 2000).commit == known.commit)
        }
    }
}
