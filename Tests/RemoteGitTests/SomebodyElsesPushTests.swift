import TestSupport
import Testing

@testable import RemoteGit

/// What a warm branch of a thousand applications costs after somebody else's push: what that push changed.
@Suite struct SomebodyElsesPushTests {
    private static let applications = 1000
    private static let known = MonorepoFiles(3)
    private static let unknown = MonorepoFiles(500)
    private static let policy = RepositoryPath(".gitops.yaml") ?? .root
    private static let records: RefName = "refs/records/all"
    private static let wants: Set<Want> = [.subtree(directory(known)), .entry(policy)]

    private static func path(_ files: MonorepoFiles) -> RepositoryPath {
        RepositoryPath(files.overlay("prod")) ?? .root
    }

    private static func directory(_ files: MonorepoFiles) -> RepositoryPath { path(files).prefix(2) }

    private func withMonorepo(
        _ way: Way, _ body: (RemoteBranch, GitCommand) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: Self.applications, history: 70, policy: true)
                .write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            try await way.withBranch("main", of: directory, LogRecorder().logger) { branch in
                // Also where the test takes its time.
                await branch.countAsRecent(for: .seconds(3600))
                try await body(branch, git)
            }
            try await git("fsck", "--strict")
        }
    }

    /// The branch as it is now, which has to come with two requests and few bytes.
    private func refresh(_ branch: RemoteBranch, atMost bytes: Int) async throws -> Revision {
        let before = await branch.traffic
        let revision = try await branch.refresh()
        let spent = await branch.traffic - before
        #expect(spent.requests == 2)
        #expect(spent.bytesReceived < bytes)
        return revision
    }

    /// Loads, and says how many requests it took.
    private func load(
        _ wants: Set<Want>, _ revision: Revision, _ branch: RemoteBranch
    ) async throws -> (revision: Revision, requests: Int) {
        let before = await branch.traffic
        let loaded = try await branch.load(wants, of: revision)
        return (loaded, await (branch.traffic - before).requests)
    }

    /// Changes a file and expects it on the server.
    private func change(
        _ path: RepositoryPath, _ revision: Revision, _ branch: RemoteBranch, _ git: GitCommand
    ) async throws {
        var revision = revision
        guard case .file(let old, _) = revision.lookup(path) else {
            Issue.record("\(path) is not there")
            return
        }
        #expect(old == (try await git("show", "main:\(path)").bytes))
        let new = old + Array("# ours\n".utf8)
        _ = try revision.commit([.init(path: path, content: new)], .sample("Change\n"))
        #expect(try await branch.push(revision) == .pushed)
        #expect(try await git("show", "main:\(path)").bytes == new)
    }

    @Test(arguments: Way.allCases) func itCostsWhatItChanged(way: Way) async throws {
        try await withMonorepo(way) { branch, git in
            _ = try await branch.load(Self.wants, of: try await branch.refresh())

            // An application that was read before.
            try await git.commit([(Self.known.overlay("prod"), "their: change\n")])
            var (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 1500), branch)
            #expect(requests == 0)
            try await change(Self.path(Self.known), revision, branch, git)

            // One that was not: of its directories, no earlier version is here.
            try await git.commit([(Self.unknown.overlay("prod"), "their: change\n")])
            (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 1500), branch)
            #expect(requests == 0)
            try await change(Self.path(Self.known), revision, branch, git)
            (revision, requests) = try await load(
                [.subtree(Self.directory(Self.unknown))], try #require(await branch.lastSeen), branch)
            #expect(requests == 1)
            try await change(Self.path(Self.unknown), revision, branch, git)

            // A new one.
            let new = MonorepoFiles(Self.applications)
            let file = new.kustomization(environment: "prod", tag: "v1.2.3")
            try await git.commit([(new.overlay("prod"), file)])
            (revision, requests) = try await load(
                Self.wants.union([.subtree(Self.directory(new))]), refresh(branch, atMost: 2000), branch)
            #expect(requests == 0)
            try await change(Self.path(new), revision, branch, git)

            // The policy.
            try await git.commit([("\(Self.policy)", MonorepoFiles.policy + "# theirs\n")])
            (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 1000), branch)
            #expect(requests == 0)
            try await change(Self.policy, revision, branch, git)

            // Ten pushes at once.
            for number in 10..<20 {
                try await git.commit([(MonorepoFiles(number).overlay("dev"), "their: \(number)\n")])
            }
            (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 8000), branch)
            #expect(requests == 0)
            try await change(Self.path(Self.known), revision, branch, git)
        }
    }

    /// The branch was seen too long ago for all changes to come with the commits. They come when the first directory is
    /// wanted, with one request.
    @Test(arguments: Way.allCases) func afterAWhileOneRequestBringsAllChanges(way: Way) async throws {
        try await withMonorepo(way) { branch, git in
            await branch.countAsRecent(for: .zero)
            _ = try await branch.load(Self.wants, of: try await branch.refresh())
            for number in [3, 3, 500, 10, 11, 12] {
                let text = "their: \(number)\n"
                try await git.commit([(MonorepoFiles(number).overlay("prod"), text), ("\(Self.policy)", text)])
            }
            var random = SplitMix64(state: 1)
            let large = (0..<20_000).map { _ in "\(random.next())\n" }.joined()
            try await git.commit([("large", large)])
            let before = await branch.traffic
            let (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 2500), branch)
            #expect(requests == 1)
            let spent = await branch.traffic - before
            #expect(spent.bytesReceived < 6000)
            try await change(Self.path(Self.known), revision, branch, git)
            // It moves and moves back: the root is here.
            try await git("update-ref", "refs/heads/main", "main~1")
            let (_, none) = try await load(Self.wants, refresh(branch, atMost: 500), branch)
            #expect(none == 0)
        }
    }

    /// A server that leaves no file out by its size is asked to once.
    @Test func afterAWhileFromAServerThatCannotTell() async throws {
        try await withMonorepo(.http) { branch, git in
            try await git("config", "uploadpackfilter.blob:limit.allow", "false")
            await branch.countAsRecent(for: .zero)
            _ = try await branch.load(Self.wants, of: try await branch.refresh())
            var spent: [Int] = []
            for number in 0..<2 {
                try await git.commit([(Self.known.overlay("prod"), "their: \(number)\n")])
                let (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 500), branch)
                spent.append(requests)
                try await change(Self.path(Self.known), revision, branch, git)
            }
            #expect(spent == [4, 3])
        }
    }

    /// What hundreds of pushes changed is not asked for, but what is wanted of it, by levels.
    @Test func afterManyPushesDirectoriesComeByTheirIDs() async throws {
        try await withMonorepo(.http) { branch, git in
            await branch.countAsRecent(for: .zero)
            _ = try await branch.load(Self.wants, of: try await branch.refresh())
            try await git.commit(each: (0...100).map { [(MonorepoFiles($0).overlay("prod"), "their: \($0)\n")] })
            let (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 30_000), branch)
            #expect(requests == 3)
            try await change(Self.path(Self.known), revision, branch, git)
        }
    }

    /// A lost race, from the push that came too late to the one that did not.
    @Test func aLostRace() async throws {
        try await withMonorepo(.http) { branch, git in
            var revision = try await branch.load(Self.wants, of: try await branch.refresh())
            try await git.commit([(Self.unknown.overlay("prod"), "their: change\n")])
            let before = await branch.traffic
            _ = try revision.commit([.init(path: Self.policy, content: [])], .sample("Too late\n"))
            #expect(try await branch.push(revision) == .moved)
            let moved = try #require(await branch.lastSeen)
            #expect(moved.isLoaded(.subtree(Self.directory(Self.known))))
            try await change(Self.path(Self.known), moved, branch, git)
            let spent = await branch.traffic - before
            #expect(spent.requests == 4)
            #expect(spent.bytesReceived < 2500)
        }
    }

    /// All of a large directory's earlier version is elsewhere: it comes by its id.
    @Test func whatWasNeverReadIsAskedFor() async throws {
        try await withMonorepo(.http) { branch, git in
            _ = try await branch.load([.entry(.root)], of: try await branch.refresh())
            try await git.commit([(Self.known.overlay("prod"), "their: change\n")])
            let (revision, requests) = try await load(Self.wants, refresh(branch, atMost: 1500), branch)
            #expect(requests == 2)
            try await change(Self.path(Self.known), revision, branch, git)
        }
    }

    /// A ref that is read along with the branch, and as large.
    @Test(arguments: [true, false]) func anotherRefCostsWhatChangedOfIt(isRecent: Bool) async throws {
        try await withMonorepo(.http) { branch, git in
            if !isRecent { await branch.countAsRecent(for: .zero) }
            try await git("update-ref", Self.records.text, "main")
            await branch.watch([Self.records])
            let wants: Set<Want> = [.subtree(Self.directory(Self.unknown), in: .ref(Self.records))]
            _ = try await branch.load(wants, of: try await branch.refresh())
            try await git.commit([(Self.unknown.overlay("prod"), "their: change\n")], on: Self.records.text)
            let before = await branch.traffic
            let (revision, requests) = try await load(wants, refresh(branch, atMost: 1500), branch)
            #expect(requests == (isRecent ? 0 : 1))
            #expect(await (branch.traffic - before).bytesReceived < 1500)
            let file = revision.lookup(Self.path(Self.unknown), in: .ref(Self.records))
            #expect(file == .file(Array("their: change\n".utf8), executable: false))
        }
    }
}

extension GitCommand {
    /// A commit that sets files.
    func commit(_ files: [(path: String, text: String)], on ref: String = "refs/heads/main") async throws {
        try await commit(each: [files], on: ref)
    }

    /// Commits that set files.
    func commit(each commits: [[(path: String, text: String)]], on ref: String = "refs/heads/main") async throws {
        var stream = ""
        for (index, files) in commits.enumerated() {
            stream += "commit \(ref)\ncommitter x <x@x> \(1_900_000_000 + index) +0000\ndata 2\nM\n"
            if index == 0 { stream += "from \(ref)^0\n" }
            for file in files {
                stream += "M 100644 inline \(file.path)\ndata \(file.text.utf8.count)\n\(file.text)\n"
            }
        }
        try await self("fast-import", "--quiet", input: Array(stream.utf8))
    }
}
