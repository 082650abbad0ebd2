import Crypto
import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

/// Whatever a server sends, there is a value or a ``RemoteGitError``: never a crash, never a loop without end.
@Suite(.timeLimit(.minutes(20))) struct FuzzTests {
    /// Mutates samples `count` times: some of the results can be read, and some cannot.
    private func fuzz(
        _ samples: [[UInt8]],
        count: Int,
        _ read: ([UInt8]) throws(RemoteGitError) -> Void
    ) async throws {
        var accepted = 0
        for seed in 0..<count {
            // Other tests wait for the same few threads.
            if seed % 10 == 0 { await Task.yield() }
            var random = SplitMix64(state: UInt64(seed))
            var bytes = try #require(samples.randomElement(using: &random))
            for _ in 0...Int.random(in: 0..<4, using: &random) { bytes.mutate(using: &random) }
            do {
                try read(bytes)
                accepted += 1
            } catch {
                #expect(
                    [.brokenAnswer, .declined, .notFound, .tooLarge, .invalidRequest].contains(error.kind),
                    "seed \(seed): \(error)")
                #expect(error.message.utf8.count < 3000, "seed \(seed)")
            }
        }
        #expect(accepted > 0 && accepted < count, "the mutations are too mild or too wild: \(accepted)")
    }

    @Test func lines() async throws {
        let sample = Wire.line("a\n") + Wire.delimiter + Wire.line([]) + Wire.line("b") + Wire.flush
        try await fuzz([sample], count: 4000) { bytes throws(RemoteGitError) in
            var reader = PktLineReader(bytes[...])
            var size = 0
            while let line = try reader.next() {
                size += 4
                if case .data(let data) = line { size += data.count }
                _ = line.text
            }
            #expect(size == bytes.count)
        }
    }

    @Test func refs() async throws {
        let id = GitObject(.blob, []).id
        try await fuzz([Wire.refs(id), Wire.refs(id, branch: "x")], count: 2000) { bytes throws(RemoteGitError) in
            _ = try LsRefs(branch: nil).read(bytes)
        }
    }

    @Test func fetches() async throws {
        let made = try HandMadeRepository()
        let pack = try HandMadeRepository.pack(made.tip, made.root)
        let samples = [Wire.fetch(pack), Wire.fetch(pack, shallow: [made.tip.id]), Wire.line("ERR no\n")]
        try await fuzz(samples, count: 2000) { bytes throws(RemoteGitError) in
            #expect(try Fetch.read(bytes).pack.count <= bytes.count)
        }
    }

    @Test func fetchesOfVersion0() async throws {
        let made = try HandMadeRepository()
        let pack = try HandMadeRepository.pack(made.tip, made.root)
        let head = Wire.line("shallow \(made.tip.id)") + Wire.line("unshallow \(made.root.id)") + Wire.flush
        let body = Wire.line("NAK\n") + Wire.line([2] + Array("Counting\n".utf8)) + Wire.line([1] + pack) + Wire.flush
        let request = Fetch(wants: [made.tip.id])
        try await fuzz([head + body, body], count: 2000) { bytes throws(RemoteGitError) in
            let answer = try request.readVersion0(bytes)
            #expect(answer.pack.count <= bytes.count)
        }
    }

    /// What a server says that it can do, with its refs in version 0.
    @Test func abilities() async throws {
        let id = GitObject(.blob, []).id
        let service = Wire.line("# service=git-upload-pack\n") + Wire.flush
        let fetch = "fetch=shallow wait-for-done filter\n"
        let version2 = ["version 2\n", "agent=git/2.39.5\n", "ls-refs=unborn\n", fetch, "object-format=sha1\n"]
        let words = "multi_ack shallow filter symref=HEAD:refs/heads/main object-format=sha1 agent=git/2.39.5"
        let version0 = ["\(id) HEAD\0\(words)\n", "\(id) refs/heads/main\n", "shallow \(id)\n"]
        let samples = [version2, version0, ["version 1\n"] + version0].map { lines in
            service + lines.flatMap { Wire.line($0) } + Wire.flush
        }
        try await fuzz(samples, count: 3000) { bytes throws(RemoteGitError) in
            let server = try ServerAbilities(reading: bytes)
            guard server.version == .v0 else { return }
            _ = try LsRefs(branch: nil, others: ["refs/heads/main"]).find(in: server)
        }
    }

    @Test func reports() async throws {
        let update = RefUpdate(ref: "refs/heads/main", old: .zero, new: .zero)
        let push = ReceivePack(updates: [update], pack: [])
        let samples = [
            Wire.report(["unpack ok", "ok refs/heads/main"]), Wire.report(["unpack ok", "ng refs/heads/main no"]),
            Wire.report(["unpack error"], words: "why\n"),
        ]
        try await fuzz(samples, count: 2000) { bytes throws(RemoteGitError) in _ = try push.read(bytes) }
    }

    @Test func commits() async throws {
        let made = try HandMadeRepository()
        let samples = [made.tip.content, CommitTests.merge, CommitTests.signed].map { $0 }
        try await fuzz(samples, count: 2000) { bytes throws(RemoteGitError) in
            let commit = try Commit(GitObject(id: .zero, kind: .commit, content: bytes))
            #expect(!commit.committed.timeIntervalSince1970.isNaN)
            _ = commit.trailers("Gitops-Event")
        }
    }

    @Test func trees() async throws {
        let made = try HandMadeRepository()
        let samples = [made.shop.content, made.root.content + made.apps.content + made.shop.content]
        try await fuzz(samples, count: 2000) { bytes throws(RemoteGitError) in
            let tree = try Tree(bytes)
            #expect(tree.entries.map { $0.end - $0.start }.reduce(0, +) == bytes.count)
            #expect(tree.setting("app.yaml", to: nil).content.count <= bytes.count)
            _ = try Tree(tree.setting("new", to: (.directory, .zero)).content)
        }
    }

    /// Half of the packs get a right checksum again, so that what is behind the check is tried too.
    @Test func packs() async throws {
        let made = try HandMadeRepository()
        var writer = PackWriter()
        for object in [made.file, made.shop, made.apps, made.root, made.tip] { try writer.add(object, base: nil) }
        try writer.add(GitObject(.blob, made.file.content + [65]), base: made.file)
        let reader = PackReader(maximumSize: 1_000_000)
        var isEven = false
        try await fuzz([writer.bytes], count: 1000) { bytes throws(RemoteGitError) in
            isEven.toggle()
            let body = isEven ? Array(bytes.dropLast(20)) : bytes
            _ = try reader.objects(in: isEven ? body + Insecure.SHA1.hash(data: body) : body)
        }
    }

    /// Packs of differences to what is known, what is not, and each other.
    @Test func thinPacks() async throws {
        let made = try HandMadeRepository()
        let versions = (1...3).map { GitObject(.blob, made.file.content + [UInt8](repeating: 65, count: $0)) }
        let first = try PackParts.difference(to: made.file.id, .difference(from: made.file, to: versions[0]))
        let samples = [
            [first, try PackParts.difference(back: first.count, .difference(from: versions[0], to: versions[1]))],
            [try PackParts.difference(to: versions[0].id, .difference(from: versions[0], to: versions[2])), first],
            [
                try PackParts.difference(to: .zero, .difference(from: made.file, to: versions[0])),
                try PackParts.whole(made.tip),
            ],
        ]
        var bases = ObjectSet()
        try bases.insert([made.file, made.root])
        let reader = PackReader(maximumSize: 1_000_000)
        try await fuzz(samples.map { PackParts.pack($0) }, count: 3000) { bytes throws(RemoteGitError) in
            let body = Array(bytes.dropLast(20))
            let contents = try reader.contents(of: body + Insecure.SHA1.hash(data: body), bases: bases)
            #expect(contents.objects.allSatisfy { $0.id == GitObject($0.kind, $0.content).id })
        }
    }
}
