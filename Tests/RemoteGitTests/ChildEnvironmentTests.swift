import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import RemoteGit

/// What a repository's hook sees of this process. In a process of its own, since the environment is one for all.
@Suite struct ChildEnvironmentTests {
    @Test func hooksSeeNoSettingsOfFunctions() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 2, history: 3).write(to: directory.path("repo.git"))
            let hook = try directory.write("#!/bin/sh\nenv >environment\n", to: "repo.git/hooks/post-receive")
            try await Tool.run("chmod", ["+x", hook])
            let path = directory.path("repo.git")
            await #expect(processExitsWith: .success) { [path = path as String] in
                for name in ["GITOPS_TOKEN", "GITOPS_SLACK_SIGNING_SECRET", "ANOTHER"] { setenv(name, "s3cret", 1) }
                let branch = try RemoteBranch(
                    RemoteAddress(path), branch: nil, limits: .patient, logger: LogRecorder().logger)
                let file = try #require(RepositoryPath("new"))
                var revision = try await branch.load([.entry(file)], of: try await branch.refresh())
                _ = try revision.commit([.init(path: file, content: [])], .sample("Change\n"))
                let result = try await branch.push(revision)
                try #require(result == .pushed)
            }
            try await GitCommand(in: path)("fsck", "--strict")
            let lines = try String(contentsOfFile: directory.path("repo.git/environment"), encoding: .utf8)
                .split(separator: "\n")
            #expect(lines.contains("ANOTHER=s3cret"))
            #expect(!lines.contains { $0.hasPrefix("GITOPS_") })
        }
    }
}
