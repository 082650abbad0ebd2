import FoundationEssentials
import Logging
import TestSupport
import Testing

@testable import RemoteGit

/// The conversation with stock Git: over HTTP with git-http-backend, and with a repository on the disk.
@Suite struct RealServerTests {
    enum Way: CaseIterable {
        case http, local
    }

    @Test(arguments: Way.allCases)
    func changesOneFileInSixRequests(way: Way) async throws {
        try await withRepository(way) { repository, branch, git in
            let tip = try await git("rev-parse", "main").text
            let base = try await branch.refresh()
            #expect("\(base.id)" == tip)
            let path = try #require(RepositoryPath("apps/app-00003/overlays/prod/kustomization.yaml"))
            let application = path.prefix(2)
            #expect(base.lookup(path) == .notLoaded)

            var revision = try await branch.load([.subtree(application)], of: base)
            guard case .file(let old, executable: false) = revision.lookup(path) else {
                Issue.record("the file is not there")
                return
            }
            let new = Array("# changed\n".utf8) + old
            let id = try #require(try revision.commit([.init(path: path, content: new)], .sample("Change one file\n")))
            #expect(try await branch.push(revision) == .pushed)

            let traffic = await branch.traffic
            #expect(traffic.requests == 6)
            #expect(traffic.bytesSent < 2500)
            #expect(try await git("rev-parse", "main").text == "\(id)")
            #expect(try await git("show", "main:\(path)").bytes == new)
            #expect(try await git("diff", "--name-only", "main~1", "main").text == "\(path)")
            #expect(
                try await git("log", "-1", "--format=%an|%ae|%at|%ct|%B", "main").text.hasPrefix(
                    "Tester|t@example.com|1000|2000|"))
        }
    }

    @Test(arguments: Way.allCases)
    func aWarmBranchCostsOneRequestForTheNextChange(way: Way) async throws {
        try await withRepository(way) { repository, branch, git in
            let path = try #require(RepositoryPath("apps/app-00003/overlays/prod/kustomization.yaml"))
            var revision = try await branch.load([.subtree(path.prefix(2))], of: try await branch.refresh())
            _ = try revision.commit([.init(path: path, content: Array("a: 1\n".utf8))], .sample("First"))
            #expect(try await branch.push(revision) == .pushed)

            let before = await branch.traffic
            var next = try #require(await branch.lastSeen)
            _ = try next.commit([.init(path: path, content: Array("a: 2\n".utf8))], .sample("Second"))
            #expect(try await branch.push(next) == .pushed)
            #expect(await branch.traffic.requests - before.requests == 1)
            #expect(try await git("show", "main:\(path)").text == "a: 2")
        }
    }

    @Test(arguments: Way.allCases)
    func aMovedBranchIsLeftAlone(way: Way) async throws {
        try await withRepository(way) { repository, branch, git in
            let path = try #require(RepositoryPath("apps/app-00003/overlays/prod/kustomization.yaml"))
            var revision = try await branch.load([.subtree(path.prefix(2))], of: try await branch.refresh())
            let other = try await git.commitSomethingElse()
            _ = try revision.commit([.init(path: path, content: Array("a: 1\n".utf8))], .sample("Too late"))
            #expect(try await branch.push(revision) == .moved)
            #expect(try await git("rev-parse", "main").text == other)
            #expect("\(try #require(await branch.lastSeen).id)" == other)
        }
    }

    /// A chain of commits in which values come back, above and below the size at which servers unpack objects one by
    /// one instead of keeping the pack.
    @Test(arguments: [10, 130])
    func pushesAChainOfCommits(length: Int) async throws {
        try await withRepository(.http) { repository, branch, git in
            let path = try #require(RepositoryPath("apps/app-00003/overlays/prod/kustomization.yaml"))
            var revision = try await branch.load([.subtree(path.prefix(2))], of: try await branch.refresh())
            guard case .file(let original, _) = revision.lookup(path) else {
                Issue.record("the file is not there")
                return
            }
            for index in 0..<length {
                // A, B, A, C, A, D, …: the first of them is what the server has.
                let content = index % 2 == 1 ? original : original + Array("# \(index)\n".utf8)
                #expect(try revision.commit([.init(path: path, content: content)], .sample("Commit \(index)")) != nil)
            }
            #expect(try await branch.push(revision) == .pushed)
            #expect(try await git("rev-list", "--count", "main").text == "\(101 + length)")
        }
    }

    @Test func keepsModesAndOddNames() async throws {
        try await withTemporaryDirectory { directory in
            let git = GitCommand(in: directory.path)
            try await git("init", "-q", "-b", "main", "work")
            let work = GitCommand(in: directory.path("work"))
            _ = try directory.write("#!/bin/sh\n", to: "work/app/run.sh")
            _ = try directory.write("x: 1\n", to: "work/app/a b/ü.yaml")
            _ = try directory.write("x: 1\n", to: "work/app/a/x.yaml")
            _ = try directory.write("x: 1\n", to: "work/app/a.yaml")
            _ = try directory.write("x: 1\n", to: "work/app/a0")
            try await work("add", "-A")
            try await work("update-index", "--chmod=+x", "app/run.sh")
            try await work(
                "update-index", "--add", "--cacheinfo", "160000,\(String(repeating: "1", count: 40)),app/module")
            let target = try await work("hash-object", "-w", "--stdin", input: Array("run.sh".utf8)).text
            try await work("update-index", "--add", "--cacheinfo", "120000,\(target),app/link")
            try await work("commit", "-q", "-m", "Import")
            try await git("clone", "-q", "--bare", "work", "repo.git")
            let bare = GitCommand(in: directory.path("repo.git"))

            let branch = try RemoteBranch(
                RemoteAddress(directory.path("repo.git")), branch: nil, limits: .patient, logger: Logger(label: "test"))
            try await bare("config", "uploadpack.allowFilter", "true")
            let app = try #require(RepositoryPath("app"))
            var revision = try await branch.load([.subtree(app)], of: try await branch.refresh())
            let change = { (name: String, text: String?) throws in
                Revision.FileChange(path: try #require(app.resolving(name)), content: text.map { Array($0.utf8) })
            }
            #expect(revision.lookup(try #require(app.resolving("link"))) == .symbolicLink)
            #expect(revision.lookup(try #require(app.resolving("link/below"))) == .symbolicLink)
            #expect(revision.lookup(try #require(app.resolving("module"))) == .submodule)
            _ = try revision.commit(
                [
                    change("run.sh", "#!/bin/sh\ntrue\n"), change("a b/ü.yaml", "x: 2\n"), change("a/x.yaml", nil),
                    change("a-new/deep/file", "new\n"), change("a.b", "new\n"),
                ], .sample("Change"))
            #expect(try await branch.push(revision) == .pushed)
            try await bare("fsck", "--strict")
            let listing = try await bare(
                "-c", "core.quotePath=false", "ls-tree", "-r", "-z", "--format=%(objectmode) %(path)", "main"
            ).text
            #expect(
                listing.split(separator: "\0").map(String.init) == [
                    "100644 app/a b/ü.yaml", "100644 app/a-new/deep/file", "100644 app/a.b", "100644 app/a.yaml",
                    "100644 app/a0", "120000 app/link", "160000 app/module", "100755 app/run.sh",
                ])
            for name in ["link/file", "module/file", "run.sh/file"] {
                await #expect(throws: RemoteGitError.self, "\(name)") {
                    var bad = try #require(await branch.lastSeen)
                    _ = try bad.commit([change(name, "no\n")], .sample("No"))
                }
            }
        }
    }

    private func withRepository(
        _ way: Way,
        _ body: (String, RemoteBranch, GitCommand) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            let logger = Logger(label: "test")
            switch way {
            case .local:
                let address = directory.path("repo.git")
                try await body(
                    address, RemoteBranch(RemoteAddress(address), branch: nil, limits: .patient, logger: logger), git)
            case .http:
                try await withGitServer(serving: directory.path) { server in
                    let address = server.url(for: "repo.git")
                    try await body(
                        address, RemoteBranch(RemoteAddress(address), branch: "main", limits: .patient, logger: logger),
                        git)
                }
            }
            try await git("fsck", "--strict")
        }
    }
}

extension CommitDraft {
    static func sample(_ message: String) throws -> CommitDraft {
        CommitDraft(
            message: message, signature: try Signature("Tester <t@example.com>"),
            authored: Date(timeIntervalSince1970: 1000), committed: Date(timeIntervalSince1970: 2000))
    }
}

extension GitCommand {
    /// A commit on a branch that changes a file of nobody's.
    func commitSomethingElse(on branch: String = "main") async throws -> String {
        let tree = try await self("rev-parse", "\(branch)^{tree}").text
        let blob = try await self("hash-object", "-w", "--stdin", input: Array("other\n".utf8)).text
        let entries = try await self("ls-tree", tree).text.split(separator: "\n").filter { !$0.hasSuffix("\tother") }
        let listing = entries.joined(separator: "\n") + "\n100644 blob \(blob)\tother\n"
        let newTree = try await self("mktree", input: Array(listing.utf8)).text
        let commit = try await self("commit-tree", newTree, "-p", branch, "-m", "Something else").text
        try await self("update-ref", "refs/heads/\(branch)", commit)
        return commit
    }
}
