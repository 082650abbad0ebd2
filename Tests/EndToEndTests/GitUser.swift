import Synchronization
import TestSupport

/// Somebody who works on the branch with `git`, and pushes again and again.
final class GitUser: Sendable {
    private let git: GitCommand
    private let hasEnough = Atomic(false)

    /// Clones a repository.
    init(of url: String, in directory: TemporaryDirectory) async throws {
        try await GitCommand(in: directory.path)("clone", "-q", url, "clone")
        git = GitCommand(in: directory.path("clone"))
    }

    /// What was pushed.
    struct Work: Sendable {
        /// The subjects of the commits, in order.
        var subjects: [String] = []
        /// How often a push came too late.
        var rejections = 0
    }

    /// Writes a file a commit and pushes each, until it is told to stop; what has been begun is finished.
    ///
    /// - Parameters:
    ///   - count: how many commits are made in any case.
    ///   - pause: between two commits.
    func work(atLeast count: Int = 0, pausing pause: Duration = .milliseconds(200)) async throws -> Work {
        var work = Work()
        while !hasEnough.load(ordering: .relaxed) || work.subjects.count < count {
            let subject = "Note \(work.subjects.count)"
            let name = Self.file(of: subject)
            let blob = try await git("hash-object", "-w", "--stdin", input: Array("\(subject)\n".utf8)).text
            try await git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(name)")
            try await git("checkout-index", "-q", "--", name)
            try await git("commit", "-q", "-m", subject)
            while try await !push() {
                work.rejections += 1
                try await git("pull", "-q", "--rebase", "origin", "main")
            }
            work.subjects.append(subject)
            try await Task.sleep(for: pause)
        }
        return work
    }

    /// Ends the work.
    func stop() {
        hasEnough.store(true, ordering: .relaxed)
    }

    /// The file that a commit adds.
    static func file(of subject: String) -> String { "notes/\(subject)" }

    /// - Returns: whether the server took it; it does not if the branch has moved.
    private func push() async throws -> Bool {
        do {
            try await git("push", "-q", "origin", "HEAD:main")
            return true
        } catch let failure as GitCommand.Failure
            where ["rejected", "failed to update ref", "cannot lock ref"].contains(where: failure.errorText.contains)
        {
            return false
        }
    }
}
