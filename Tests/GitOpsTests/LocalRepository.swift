import FoundationEssentials
import Logging
import RemoteGit
import TestSupport
import Testing

/// Makes a repository of these files, lets `prepare` add to its index, and lends a branch of it that has read nothing.
func withLoadedRepository(
    _ texts: [String: String],
    _ prepare: (TemporaryDirectory, GitCommand) async throws -> Void = { _, _ in },
    then body: (RemoteBranch) async throws -> Void
) async throws {
    try await withTemporaryDirectory { directory in
        try await GitCommand(in: directory.path)("init", "-q", "-b", "main", "work")
        let git = GitCommand(in: directory.path("work"))
        for (path, text) in texts { _ = try directory.write(text, to: "work/\(path)") }
        try await git("add", "-A")
        try await prepare(directory, git)
        try await git("commit", "-q", "-m", "Import")
        try await git("config", "uploadpack.allowFilter", "true")
        try await body(
            RemoteBranch(
                RemoteAddress(directory.path("work/.git")), branch: "main", limits: .patient,
                logger: Logger(label: "test")))
    }
}

extension CommitDraft {
    static var sample: CommitDraft {
        get throws {
            CommitDraft(
                message: "Sample\n", signature: try Signature("Tester <t@example.com>"),
                authored: Date(timeIntervalSince1970: 1000), committed: Date(timeIntervalSince1970: 2000))
        }
    }
}
