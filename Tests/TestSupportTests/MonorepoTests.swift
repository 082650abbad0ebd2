import TestSupport
import Testing

@Suite struct MonorepoTests {
    @Test func hasTheFilesAndTheHistoryAskedFor() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 15, history: 100).write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            #expect(try await git("ls-tree", "-r", "--name-only", "main").text.split(separator: "\n").count == 105)
            #expect(try await git("rev-list", "--count", "main").text == "101")
            #expect(try await git("fsck", "--strict", "--no-dangling").text.isEmpty)
        }
    }

    @Test func isTheSameEachTime() async throws {
        try await withTemporaryDirectory { directory in
            var tips: Set<String> = []
            for name in ["one.git", "two.git"] {
                try await Monorepo(applications: 3, history: 5, policy: true).write(to: directory.path(name))
                tips.insert(try await GitCommand(in: directory.path(name))("rev-parse", "main").text)
            }
            #expect(tips.count == 1)
        }
    }

    @Test func pathsAndPolicyBelongTogether() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 0, policy: true).write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            let files = MonorepoFiles(0)
            #expect(try await git("show", "main:.gitops.yaml").text + "\n" == MonorepoFiles.policy)
            #expect(
                try await git("show", "main:\(files.overlay("stage"))").text + "\n"
                    == files.kustomization(environment: "stage", tag: MonorepoFiles.firstTag))
        }
    }
}
