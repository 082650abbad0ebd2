import TestSupport
import Testing

@testable import RemoteGit

/// Packs of ours, read by the real Git.
@Suite struct ThinPackTests {
    private func withEmptyRepository(_ body: (GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await GitCommand(in: directory.path)("init", "-q", "--bare", "repo.git")
            try await body(GitCommand(in: directory.path("repo.git")))
        }
    }

    private func put(_ objects: [GitObject], _ git: GitCommand) async throws {
        var bases = PackWriter()
        for object in objects where !bases.contains(object.id) { try bases.add(object, base: nil) }
        try await git("index-pack", "--strict", "--stdin", input: bases.bytes)
    }

    private func checkDeltas(_ pairs: [Deltas.Pair]) async throws {
        try await withEmptyRepository { git in
            let objects = pairs.map { (GitObject(.blob, $0.target), GitObject(.blob, $0.base)) }
            try await put(objects.map(\.1), git)
            var thin = PackWriter()
            for (target, base) in objects where !thin.contains(target.id) { try thin.add(target, base: base) }
            let name = try await git("index-pack", "--strict", "--fix-thin", "--stdin", input: thin.bytes).text
            let found = try await git.listing(ofPack: name)
            #expect(Set(found.objects).isSuperset(of: objects.map { "\($0.0.id)" }))
            #expect(found.depths.contains(1))
            for (target, _) in objects.prefix(20) {
                #expect(try await git("cat-file", "blob", "\(target.id)").bytes == target.content)
            }
            try await git("fsck", "--strict")
        }
    }

    @Test func everyKindOfDelta() async throws { try await checkDeltas(Deltas.table) }

    @Test func randomDeltas() async throws { try await checkDeltas((0..<150).map(Deltas.random)) }

    /// The delta alone, applied by the code that Git's test suite does not need: by hand.
    @Test func deltasAreShort() {
        let base = [UInt8](repeating: 65, count: 10_000)
        var target = base
        target[5000] = 66
        #expect(Delta(from: base, to: target).bytes.count < 16)
        #expect(Delta(from: base, to: base).bytes.count < 9)
        #expect(Delta(from: [], to: []).bytes == [0, 0])
    }

    @Test(arguments: [1, 50, 51, 130, 300]) func chainsAreAtMostFiftyDeep(length: Int) async throws {
        try await withEmptyRepository { git in
            let first = GitObject(.blob, Deltas.random(seed: 9).base + Array("version 0".utf8))
            try await put([first], git)
            var thin = PackWriter()
            var base = first
            for index in 1...length {
                let next = GitObject(.blob, first.content.dropLast() + Array("\(index)".utf8))
                try thin.add(next, base: base)
                base = next
            }
            let name = try await git("index-pack", "--strict", "--fix-thin", "--stdin", input: thin.bytes).text
            let found = try await git.listing(ofPack: name)
            #expect(found.depths.max() == min(length, 50))
            #expect(found.objects.count == length + 1 && Set(found.objects).count == length + 1)
            #expect(try await git("cat-file", "blob", "\(base.id)").bytes == base.content)
        }
    }

    /// A pushed chain of commits as it goes over the wire: complete with what the server has, each object once.
    @Test(arguments: [1, 2, 30, 120]) func aChainOfCommits(length: Int) async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(
            try made.answers(), [Wire.receivePack(Wire.report(["unpack ok", "ok refs/heads/main"]))])
        let branch = try server.branch("main")
        let directory = HandMadeRepository.path.prefix(2)
        var revision = try await branch.load([.subtree(directory)], of: try await branch.refresh())
        for index in 0..<length {
            let content = index % 2 == 1 ? made.file.content : made.file.content + Array("# \(index)\n".utf8)
            _ = try revision.commit([.init(path: HandMadeRepository.path, content: content)], .sample("\(index)\n"))
        }
        #expect(try await branch.push(revision) == .pushed)
        let body = try #require(server.requests.last).body
        let pack = Array(body.dropFirst(158))
        try await withEmptyRepository { git in
            try await put([made.file, made.shop, made.apps, made.root, made.tip], git)
            let name = try await git("index-pack", "--strict", "--fix-thin", "--stdin", input: pack).text
            let found = try await git.listing(ofPack: name)
            #expect(Set(found.objects).count == found.objects.count)
            #expect((found.depths.max() ?? 0) <= 50)
            // Each even commit has a file and three directories of its own; each odd one has those of the server.
            let bases = Set([made.file, made.shop, made.apps, made.root].map { "\($0.id)" })
            #expect(Set(found.objects).subtracting(bases).count == length + 4 * ((length + 1) / 2))
            try await git("update-ref", "refs/heads/main", "\(revision.id)")
            try await git("fsck", "--strict", "--full")
            #expect(try await git("rev-list", "--count", "main").text == "\(length + 1)")
        }
    }
}
