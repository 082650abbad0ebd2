import TestSupport
import Testing

@testable import RemoteGit

/// Answers to a fetch that are not what was asked for.
@Suite struct BrokenFetchTests {
    enum Damage: CaseIterable {
        case empty, noPack, unknownSection, declined, fatal, unknownBand, truncated, cutShort, flipped, withoutTheTip,
            emptyPack, noCommit, badShallow
    }

    private func answer(_ damage: Damage, _ made: HandMadeRepository) throws -> [UInt8] {
        let pack = try HandMadeRepository.pack(made.tip)
        switch damage {
        case .empty: return []
        case .noPack: return Wire.line("shallow-info") + Wire.delimiter
        case .unknownSection: return Wire.line("packfile-uris\n") + Wire.flush
        case .declined: return Wire.line("ERR upload-pack: not our ref \(made.tip.id)")
        case .fatal: return Wire.line("packfile\n") + Wire.line("\u{2}remote: disk ") + Wire.line("\u{3}full\n")
        case .unknownBand: return Wire.line("packfile\n") + Wire.line("\u{4}x") + Wire.flush
        case .truncated: return Wire.fetch(pack.dropLast(30))
        case .cutShort: return Wire.fetch(pack).dropLast(4)
        case .flipped: return Wire.fetch(pack.enumerated().map { $0 == 40 ? $1 ^ 0x10 : $1 })
        case .withoutTheTip: return Wire.fetch(try HandMadeRepository.pack(made.root))
        case .emptyPack: return Wire.fetch(try HandMadeRepository.pack())
        case .noCommit:
            let commit = GitObject(.commit, Array("tree \(made.root.id)\n\nNobody made this\n".utf8))
            return Wire.fetch(try HandMadeRepository.pack(commit))
        case .badShallow: return Wire.line("shallow-info") + Wire.line("shallow me") + Wire.delimiter
        }
    }

    @Test(arguments: Damage.allCases) func hasItsClass(_ damage: Damage) async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer([
            Wire.uploadPack(Wire.refs(made.tip.id)), Wire.uploadPack(try answer(damage, made)),
        ])
        let error = await #expect(throws: RemoteGitError.self) { try await server.branch("main").refresh() }
        switch damage {
        case .declined:
            #expect(error?.kind == .declined)
            #expect(error?.message == "the server declined: upload-pack: not our ref \(made.tip.id)")
        case .fatal:
            #expect(error?.kind == .declined)
            #expect(error?.message == "the server stopped: remote: disk full")
        default: #expect(error?.kind == .brokenAnswer, "\(error?.message ?? "")")
        }
        // The refs, the fetch, and the question what the server can do, which this one does not answer.
        #expect(server.requests.count == 3)
    }

    @Test func aDirectoryThatWasAskedForAndDidNotCome() async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(
            try made.answers().prefix(2) + [Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(made.apps)))])
        let branch = try server.branch("main")
        let revision = try await branch.refresh()
        let error = await #expect(throws: RemoteGitError.self) { try await branch.load([.entry(.root)], of: revision) }
        #expect(error?.kind == .brokenAnswer)
    }

    /// Trees that name an object of another kind than they say: asking for it again would never end.
    @Test(arguments: [FileMode.directory, .file]) func anObjectOfAnotherKind(mode: FileMode) async throws {
        let made = try HandMadeRepository()
        let odd = mode == .directory ? made.file : made.tip
        let root = GitObject(.tree, Tree.empty.setting("odd", to: (mode, odd.id)).content)
        let tip = try CommitDraft.sample("Odd\n").object(tree: root.id, parent: made.tip.id)
        let server = try ScriptedServer(
            [
                Wire.refs(tip.id), Wire.fetch(try HandMadeRepository.pack(tip)),
                Wire.fetch(try HandMadeRepository.pack(root)), Wire.fetch(try HandMadeRepository.pack(odd)),
            ].map(Wire.uploadPack))
        let branch = try server.branch("main")
        let revision = try await branch.refresh()
        let below = try #require(RepositoryPath(mode == .directory ? "odd/below" : "odd"))
        let error = await #expect(throws: RemoteGitError.self) { try await branch.load([.entry(below)], of: revision) }
        #expect(error?.kind == .brokenAnswer)
        #expect(server.requests.count == 4)
    }

    @Test func objectsOverTheLimit() async throws {
        let made = try HandMadeRepository()
        let zeros = GitObject(.blob, [UInt8](repeating: 0, count: 200_000))
        let server = try ScriptedServer([
            Wire.uploadPack(Wire.refs(made.tip.id)),
            Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(made.tip, zeros))),
        ])
        let branch = try server.branch("main", limits: TransferLimits(maximumBytes: 100_000))
        let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(error?.kind == .tooLarge)
    }
}
