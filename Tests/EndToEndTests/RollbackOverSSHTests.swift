import GitOps
import TestSupport
import Testing

/// Records of healthy states are written and read over a real `ssh` and `sshd`, by the functions' own processes.
@Suite(.enabled("sshd cannot start in this container") { await SSHServer.isPossible() })
struct RollbackOverSSHTests {
    /// A stock server passes no protocol on, so that all is version 0.
    @Test(.timeLimit(.minutes(10)), arguments: [["GIT_PROTOCOL"], []])
    func anApplicationGoesBackToItsRecord(variables: [String]) async throws {
        try await withTemporaryDirectory { directory in
            let git = try await RolledBackApplication.repository(in: directory)
            try await withSSHServer(acceptedVariables: variables) { server in
                let application = RolledBackApplication(
                    git: git,
                    environment: [
                        "GITOPS_REPOSITORY": server.url(for: git.directory),
                        "GITOPS_SSH_KEY_FILE": server.key.file, "GITOPS_KNOWN_HOSTS_FILE": server.knownHosts,
                    ])
                let healthy = try await git("rev-parse", "main").text
                let record = try await application.becomeHealthy()
                #expect(record.outcome == .pushed, "\(record.message)")
                #expect(try await git("rev-parse", "refs/gitops/healthy").text == record.commit)
                let records = try await git("ls-tree", "-r", "-t", "refs/gitops/healthy").text
                let tree = try await git("rev-parse", "main:\(RolledBackApplication.directory)").text
                let name = "\(RolledBackApplication.name)/2026-01-31T12:00:00Z-\(healthy.prefix(12))"
                #expect(records.split(separator: "\n").contains { $0.contains(tree) && $0.hasSuffix(name) })

                // The branch is where it was, and the same report again finds its record.
                #expect(try await git("rev-parse", "main").text == healthy)
                #expect(try await application.becomeHealthy().outcome == .unchanged)

                #expect(try await application.getBadVersion().outcome == .pushed)
                let bad = try await git("rev-parse", "main").text
                let back = try await application.goBack(trigger: "1.2.3")
                #expect(
                    back.outcome == .pushed && back.message.contains("(commit \(healthy.prefix(12)))"),
                    "\(back.message)")
                #expect(try await git("rev-parse", "main").text == back.commit)
                try await RolledBackApplication.check(git, isAsIn: healthy, after: bad)
                #expect(try await application.goBack(trigger: "1.2.3").commit == back.commit)
                #expect(try await git("rev-parse", "main").text == back.commit)
            }
            try await git("fsck", "--strict")
        }
    }
}
