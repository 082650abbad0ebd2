import TestSupport
import Testing

@testable import RemoteGit

/// A file of a ``Monorepo`` changed three times: by a client that has seen nothing, by one that has, and by one whose
/// branch was moved meanwhile.
struct ThreeChanges: Sendable, Equatable {
    /// The requests that each took.
    let cold: Int
    let warm: Int
    let moved: Int

    init(cold: Int, warm: Int, moved: Int) {
        (self.cold, self.warm, self.moved) = (cold, warm, moved)
    }

    /// Makes the changes, and sees that they and the other client's commit are on the branch.
    init(on branch: RemoteBranch, named name: String = "main", of git: GitCommand) async throws {
        let path = try #require(RepositoryPath("apps/app-00003/overlays/prod/kustomization.yaml"))
        // Also where the test takes its time.
        await branch.countAsRecent(for: .seconds(3600))
        var counts: [Int] = []
        var commits: [String] = []
        for step in 1...3 {
            let before = await branch.traffic.requests
            var revision = if let seen = await branch.lastSeen { seen } else { try await branch.refresh() }
            revision = try await branch.load([.subtree(path.prefix(2))], of: revision)
            let change = Revision.FileChange(path: path, content: Array("step: \(step)\n".utf8))
            if step == 3 {
                commits.append(try await git.commitSomethingElse(on: name))
                var late = revision
                _ = try late.commit([change], .sample("Too late\n"))
                #expect(try await branch.push(late) == .moved)
                revision = try await branch.load([.subtree(path.prefix(2))], of: try #require(await branch.lastSeen))
            }
            commits.append("\(try #require(try revision.commit([change], .sample("Step \(step)\n"))))")
            #expect(try await branch.push(revision) == .pushed)
            #expect(try await git("show", "\(name):\(path)").text == "step: \(step)")
            counts.append(await branch.traffic.requests - before)
        }
        #expect(
            try await git("rev-list", "--reverse", "-4", name).text.split(separator: "\n").map(String.init) == commits)
        try await git("fsck", "--strict")
        self.init(cold: counts[0], warm: counts[1], moved: counts[2])
    }
}
