import Logging
import TestSupport
import Testing

@testable import RemoteGit

/// What goes over the wire to a real server in pushes of chains of commits in which values come and go at random.
@Suite struct PushedPackTests {
    /// A file that changes, and the values that it takes turns with: the first is the one that the server had.
    private struct ChangingFile {
        let path: RepositoryPath
        let values: [[UInt8]]
    }

    /// Each object once, none that the server has, none that is missing, and no difference more than 50 deep.
    ///
    /// A server unpacks fewer than a hundred objects one by one and keeps the pack of more: both kinds are pushed.
    @Test(arguments: [1, 2, 3, 4], [(1, 1), (2, 9), (30, 4), (60, 120)])
    func theyAreWhatIsNew(seed: UInt64, lengths: (first: Int, second: Int)) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 3, history: 3).write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                let port = server.port
                let proxy = try TinyHTTPServer { $0.reply(from: port) }
                defer { proxy.stop() }
                let branch = try RemoteBranch(
                    RemoteAddress("\(proxy.url)/repo.git"), branch: "main", limits: .patient,
                    logger: Logger(label: "test"))
                let apps = try #require(RepositoryPath("apps"))
                var revision = try await branch.load([.subtree(apps)], of: try await branch.refresh())
                let files = try Self.files(of: revision)
                var random = SplitMix64(state: seed)
                // The second push is that of a process that has pushed before.
                for (number, length) in [lengths.first, lengths.second].enumerated() {
                    let copy = GitCommand(in: directory.path("copy-\(number).git"))
                    try await git("clone", "-q", "--bare", "--no-local", ".", copy.directory)
                    for _ in 0..<length { try Self.change(files, of: &revision, using: &random) }
                    #expect(try await branch.push(revision) == .pushed)
                    try await Self.check(try #require(proxy.requests.last).body, onTopOf: copy, git)
                    revision = try #require(await branch.lastSeen)
                }
                #expect(try await git("rev-list", "--count", "main").text == "\(4 + lengths.first + lengths.second)")
                for file in files {
                    let content = try await git("cat-file", "blob", "main:\(file.path)").bytes
                    #expect(revision.lookup(file.path) == .file(content, executable: false))
                }
            }
            try await git("fsck", "--strict")
        }
    }

    /// Overlays of two applications: a change of one leaves the other one's directories as they are.
    private static func files(of revision: Revision) throws -> [ChangingFile] {
        try [(0, "prod"), (0, "dev"), (1, "prod")].map { number, environment in
            let path = try #require(RepositoryPath(MonorepoFiles(number).overlay(environment)))
            guard case .file(let original, _) = revision.lookup(path) else {
                throw TestSupportError("\(path) is not there")
            }
            return ChangingFile(path: path, values: [original] + ["a", "b"].map { original + Array("# \($0)\n".utf8) })
        }
    }

    /// Gives one of the files another one of its values, in a commit of its own.
    private static func change(
        _ files: [ChangingFile], of revision: inout Revision, using random: inout SplitMix64
    ) throws {
        let file = try #require(files.randomElement(using: &random))
        let others = file.values.filter { revision.lookup(file.path) != .file($0, executable: false) }
        let value = try #require(others.randomElement(using: &random))
        let number = revision.ledger.count
        let id = try revision.commit([.init(path: file.path, content: value)], .sample("Commit \(number)\n"))
        #expect(id != nil)
    }

    /// Checks the pack in the body of a push against what the server had, which is in `copy`, and what it has now.
    private static func check(_ body: [UInt8], onTopOf copy: GitCommand, _ git: GitCommand) async throws {
        let had = try await copy.objects(of: "main")
        let new = try await git.objects(of: "main").subtracting(had)
        let start = try #require(body.firstRange(of: Array("0000PACK".utf8)))
        let pack = Array(body[(start.lowerBound + 4)...])
        let count = pack[8..<12].reduce(0) { $0 << 8 | Int($1) }
        let name = try await copy("index-pack", "--strict", "--fix-thin", "--stdin", input: pack).text
        let listing = try await copy.listing(ofPack: name)
        // What a thin pack leaves out is behind its own objects, once it is there.
        let sent = listing.objects.prefix(count)
        #expect(count == new.count && Set(sent) == new, "\(count) objects instead of \(new.count)")
        #expect(Set(listing.objects).subtracting(sent).isSubset(of: had))
        #expect((listing.depths.max() ?? 0) <= 50)
    }
}
