import FoundationEssentials
import Logging
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// A writer to a real repository behind a real server, with the files `a/x` to `e/x` and no policy.
struct WriterFixture: Sendable {
    let writer: BranchWriter
    let branch: RemoteBranch
    let server: GitServer
    let git: GitCommand

    static func run(
        policy: PolicySource = .repository,
        contention: Duration = .seconds(600),
        limits: TransferLimits = .patient,
        texts: [String: String] = [:],
        _ body: (WriterFixture) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await GitCommand(in: directory.path)("init", "-q", "-b", "main", "work")
            let work = GitCommand(in: directory.path("work"))
            for name in ["a", "b", "c", "d", "e"] { try directory.write("0\n", to: "work/\(name)/x") }
            for (path, text) in texts { try directory.write(text, to: "work/\(path)") }
            try await work("add", "-A")
            try await work("commit", "-q", "-m", "Import")
            try await work("clone", "-q", "--bare", ".", "../repo.git")
            let git = GitCommand(in: directory.path("repo.git"))
            try await git("config", "http.receivepack", "true")
            try await git("config", "uploadpack.allowFilter", "true")
            try await withGitServer(serving: directory.path) { server in
                let address = try RemoteAddress(server.url(for: "repo.git"))
                let logger = Logger(label: "test")
                let branch = try RemoteBranch(address, branch: "main", limits: limits, logger: logger)
                let options = BranchWriter.Options(
                    signature: try .init("Tester <t@example.com>"), policy: policy, contention: contention,
                    now: { Date(timeIntervalSince1970: 2_000_000_000) })
                let writer = BranchWriter(branch, repository: address, options: options, logger: logger)
                try await body(WriterFixture(writer: writer, branch: branch, server: server, git: git))
            }
            try await git("fsck", "--strict")
        }
    }

    /// Puts an executable hook into the repository.
    func hook(_ name: String, _ script: String) throws {
        let path = "\(git.directory)/hooks/\(name)"
        let identity = ["AUTHOR", "COMMITTER"].flatMap { ["GIT_\($0)_NAME=x", "GIT_\($0)_EMAIL=x@x"] }
        let text = "#!/bin/sh\nexport \(identity.joined(separator: " "))\n\(script)\n"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o755])
        else { throw TestSupportError("the hook cannot be written") }
    }

    /// Writes `events` as one group: an event before them is held up on the server until all of them wait.
    func writeTogether(_ events: [PendingEvent]) async throws -> [Outcome] {
        let state = git.directory
        // Where a test breaks off, its directory goes, and with it what the hook looks at.
        try hook("post-receive", "touch '\(state)/busy'; while [ -e '\(state)/busy' ]; do sleep 0.01; done")
        let writer = writer
        async let first = writer.write(FileWriter.event("e/x", "first\n", id: "first"))
        try await waitUntil("the first push is on the server") {
            FileManager.default.fileExists(atPath: "\(state)/busy")
        }
        var tasks: [Task<Outcome, Never>] = []
        for (index, event) in events.enumerated() {
            tasks.append(Task { await writer.write(event) })
            try await waitUntil("event \(index) waits") { await writer.waitingCount == index + 1 }
        }
        try FileManager.default.removeItem(atPath: "\(state)/busy")
        try FileManager.default.removeItem(atPath: "\(state)/hooks/post-receive")
        #expect(await first.outcome == .pushed)
        var outcomes: [Outcome] = []
        for task in tasks { outcomes.append(await task.value) }
        return outcomes
    }

    /// Waits for a push that a hook of the test holds up as long as there is a file `held`.
    func waitForHeldPush() async throws {
        try await waitUntil("a push is held up") {
            FileManager.default.fileExists(atPath: "\(git.directory)/held")
        }
    }

    /// Lets a push go on that ``waitForHeldPush()`` has waited for.
    func releaseHeldPush() throws {
        try FileManager.default.removeItem(atPath: "\(git.directory)/held")
    }

    /// The first lines of the branch's commits, oldest first, without the import.
    var subjects: [String] {
        get async throws {
            try await git("log", "--reverse", "--format=%s", "main").text.split(separator: "\n").dropFirst().map(
                String.init)
        }
    }
}
