import Logging
import TestSupport
import Testing

@testable import RemoteGit

/// Stock Git configured so that it can do less, and how many requests that costs.
@Suite struct StepDownTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        var way = Way.http
        /// Settings of the repository, by their names.
        var settings: [String: String] = [:]
        let requests: ThreeChanges
        /// What the client says of it in its log.
        var steps: [String] = []
        var testDescription: String { "\(name), \(way)" }
    }

    static let noFilters = ["uploadpack.allowFilter": "false"]
    static let onlyFiles = ["uploadpackfilter.allow": "false", "uploadpackfilter.blob:none.allow": "true"]
    static let anyObject = ["uploadpack.allowAnySHA1InWant": "true"]

    static let cases = [
        Case(name: "all", requests: ThreeChanges(cold: 6, warm: 1, moved: 4)),
        Case(
            name: "no filters", settings: noFilters, requests: ThreeChanges(cold: 5, warm: 1, moved: 4),
            steps: ["v2 everything"]),
        Case(
            name: "no filters", way: .local, settings: noFilters,
            requests: ThreeChanges(cold: 5, warm: 1, moved: 4), steps: ["v2 everything"]),
        Case(
            name: "only blob:none", settings: onlyFiles, requests: ThreeChanges(cold: 6, warm: 1, moved: 4),
            steps: ["v2 trees"]),
        Case(
            name: "only blob:none", way: .local, settings: onlyFiles,
            requests: ThreeChanges(cold: 6, warm: 1, moved: 4), steps: ["v2 trees"]),
        Case(
            name: "any object", way: .httpVersion0, settings: anyObject,
            requests: ThreeChanges(cold: 7, warm: 1, moved: 4), steps: ["v0 commits"]),
        // Over HTTP, Git itself takes the id of a tree for one that it has shown before.
        Case(
            name: "advertised objects", way: .httpVersion0, requests: ThreeChanges(cold: 7, warm: 1, moved: 4),
            steps: ["v0 commits"]),
        Case(
            name: "no filters", way: .httpVersion0, settings: noFilters,
            requests: ThreeChanges(cold: 4, warm: 1, moved: 4), steps: ["v0 everything"]),
        Case(
            name: "only blob:none", way: .httpVersion0, settings: onlyFiles,
            requests: ThreeChanges(cold: 6, warm: 1, moved: 4), steps: ["v0 commits", "v0 trees"]),
    ]

    @Test(arguments: cases) func changesThreeTimes(test: Case) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            for (name, value) in test.settings { try await git("config", name, value) }
            let log = LogRecorder()
            let requests = try await test.way.withBranch(nil, of: directory, log.logger) { branch in
                try await ThreeChanges(on: branch, of: git)
            }
            #expect(requests == test.requests)
            #expect(log.steps == test.steps)
        }
    }

    @Test(arguments: [Way.http, .httpVersion0, .local], ["trunk", "release/2026.11/eu"])
    func anotherDefaultBranch(way: Way, name: String) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            try await git("branch", "-m", "main", name)
            try await way.withBranch(nil, of: directory, LogRecorder().logger) { branch in
                _ = try await ThreeChanges(on: branch, named: name, of: git)
                #expect(await branch.name == name)
            }
        }
    }

    /// In version 2 the server sends the one ref that is asked for, in version 0 all of them.
    @Test(arguments: [(Way.http, 30_000), (.httpVersion0, 1_000_000), (.local, 30_000)])
    func threeThousandPackedRefs(way: Way, mostBytes: Int) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            let tip = try await git("rev-parse", "main").text
            let refs = (0..<3000).map { "create refs/heads/feature/branch-\($0) \(tip)\n" }.joined()
            try await git("update-ref", "--stdin", input: Array(refs.utf8))
            try await git("pack-refs", "--all")
            try await way.withBranch("main", of: directory, LogRecorder().logger) { branch in
                let requests = try await ThreeChanges(on: branch, of: git)
                #expect(requests == ThreeChanges(cold: way == .httpVersion0 ? 7 : 6, warm: 1, moved: 4))
                #expect(await branch.traffic.bytesReceived < mostBytes)
            }
        }
    }

    /// No configuration makes Git itself such a server, so that a proxy stands before it.
    @Test(arguments: [
        (true, ThreeChanges(cold: 8, warm: 1, moved: 4)), (false, ThreeChanges(cold: 7, warm: 1, moved: 4)),
    ])
    func aServerWithoutShallowHistories(isVersion2: Bool, expected: ThreeChanges) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            let options = GitServer.Options(passesGitProtocol: isVersion2)
            try await withGitServer(serving: directory.path, options: options) { server in
                let proxy = try NoShallowProxy(to: server.port)
                defer { proxy.stop() }
                let log = LogRecorder()
                let branch = try RemoteBranch(
                    RemoteAddress(proxy.url(for: "repo.git")), branch: nil, limits: .patient, logger: log.logger)
                let requests = try await ThreeChanges(on: branch, of: GitCommand(in: directory.path("repo.git")))
                #expect(requests == expected)
                #expect(log.steps == [isVersion2 ? "v2 commits" : "v0 commits"])
                #expect(try #require(await branch.lastSeen).ledger.count == 105)
            }
        }
    }

    /// As above, a proxy stands before Git.
    @Test func treesAskedForByTheirIDsAreRefused() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                let proxy = try NoTreesByIDProxy(to: server.port)
                defer { proxy.stop() }
                let log = LogRecorder()
                let branch = try RemoteBranch(
                    RemoteAddress(proxy.url(for: "repo.git")), branch: nil, limits: .patient, logger: log.logger)
                let requests = try await ThreeChanges(on: branch, of: GitCommand(in: directory.path("repo.git")))
                #expect(requests == ThreeChanges(cold: 7, warm: 1, moved: 4))
                #expect(log.steps == ["v2 trees"])
            }
        }
    }

    /// One answer that breaks off is no reason to ask for more than is needed ever after.
    @Test(arguments: [1, 2]) func anAnswerThatBreaksOnce(number: Int) async throws {
        let made = try HandMadeRepository()
        let abilities = ["version 2\n", "ls-refs\n", "fetch=shallow filter\n"].flatMap { Wire.line($0) } + Wire.flush
        var answers = try made.answers()
        answers.insert(
            Wire.uploadPack(Wire.fetch(Array(try HandMadeRepository.pack(made.tip).dropLast(30)))), at: number)
        let server = try ScriptedServer(
            answers, abilities: .ok(abilities, type: "application/x-git-upload-pack-advertisement"))
        let log = LogRecorder()
        _ = try await server.changedBranch(logger: log.logger)
        // What the server can do, and the broken one once more.
        #expect(server.requests.count == 5 + 2)
        #expect(log.steps.isEmpty)
        #expect(server.requests.last?.text.contains("filter") == false)
    }

    /// The same request by request: what a ref names is sent, and files by their ids.
    @Test func aTreeAskedForByItsIDIsRefused() async throws {
        let repository = try HandMadeRepository()
        let abilities = ["version 2\n", "ls-refs\n", "fetch=shallow filter\n"].flatMap { Wire.line($0) } + Wire.flush
        let tip = try HandMadeRepository.pack(repository.tip, repository.root, repository.apps, repository.shop)
        let server = try ScriptedServer(
            [
                Wire.uploadPack(Wire.refs(repository.tip.id)),
                Wire.uploadPack(
                    Wire.fetch(try HandMadeRepository.pack(repository.tip), shallow: [repository.tip.id])),
                Wire.uploadPack(Wire.line("ERR upload-pack: not our ref \(repository.root.id)")),
                Wire.uploadPack(Wire.fetch(tip, shallow: [repository.tip.id])),
                Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(repository.file))),
            ],
            [Wire.receivePack(Wire.report(["unpack ok", "ok refs/heads/main"]))],
            abilities: .ok(abilities, type: "application/x-git-upload-pack-advertisement"))
        let log = LogRecorder()
        let (branch, revision) = try await server.changedBranch(logger: log.logger)
        #expect(try await branch.push(revision) == .pushed)
        #expect(server.requests.count == 7)
        #expect(log.steps == ["v2 trees"])
    }
}
