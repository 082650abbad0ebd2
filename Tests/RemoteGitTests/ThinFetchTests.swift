import TestSupport
import Testing

@testable import RemoteGit

/// When thin packs are asked for, and what is done with those that cannot be read.
@Suite struct ThinFetchTests {
    /// A repository whose file, or whose commit alone, was read, and a commit on top that came since.
    private struct Setting {
        let server: ScriptedServer
        let branch: RemoteBranch
        let made: HandMadeRepository
        let file: GitObject
        let shop: GitObject
        let apps: GitObject
        let root: GitObject
        let tip: GitObject

        init(isRead: Bool = true) async throws {
            made = try HandMadeRepository()
            file = GitObject(.blob, made.file.content + Array("theirs: 1\n".utf8))
            shop = GitObject(.tree, try Tree(made.shop.content).setting("app.yaml", to: (.file, file.id)).content)
            apps = GitObject(.tree, try Tree(made.apps.content).setting("shop", to: (.directory, shop.id)).content)
            root = GitObject(.tree, try Tree(made.root.content).setting("apps", to: (.directory, apps.id)).content)
            tip = try CommitDraft.sample("Theirs\n").object(tree: root.id, parent: made.tip.id)
            server = try ScriptedServer(try made.answers())
            branch = try server.branch("main")
            let revision = try await branch.refresh()
            if isRead { _ = try await branch.load([.subtree(HandMadeRepository.path.prefix(2))], of: revision) }
        }

        /// The branch once it has moved, from a server that answers its fetches with these packs.
        func refresh(_ packs: [[UInt8]], at tip: ObjectID? = nil) async throws -> Revision {
            server.answer(
                .uploadPack, ([Wire.refs(tip ?? self.tip.id)] + packs.map { Wire.fetch($0) }).map(Wire.uploadPack))
            return try await branch.refresh()
        }

        /// The fetches since, each by whether it asked for a thin pack.
        var askedForThin: [Bool] {
            server.requests.filter { $0.text.contains("have \(made.tip.id)") }.map { $0.text.contains("thin-pack") }
        }

        /// The new objects but for the commit, as differences.
        func differences() throws -> [[UInt8]] {
            try [(made.file, file), (made.shop, shop), (made.apps, apps), (made.root, root)].map { base, target in
                try PackParts.difference(to: base.id, .difference(from: base, to: target))
            }
        }

        func whole() throws -> [UInt8] { try HandMadeRepository.pack(tip, root, apps, shop, file) }
    }

    @Test func aThinPackIsEnough() async throws {
        let setting = try await Setting()
        let entries = try [PackParts.whole(setting.tip)] + setting.differences()
        let revision = try await setting.refresh([PackParts.pack(entries)])
        #expect(setting.askedForThin == [true])
        #expect(
            setting.server.requests.last?.text == """
                0011command=fetch\(RequestBytesTests.preamble)0001000dthin-pack000dofs-delta000fno-progress\
                0032want \(setting.tip.id)\n0032have \(setting.made.tip.id)\n\
                0034shallow \(setting.made.tip.id)0009done\n0000
                """)
        #expect(revision.lookup(HandMadeRepository.path) == .file(setting.file.content, executable: false))
        #expect(revision.ledger.map(\.id) == [setting.tip.id, setting.made.tip.id])
    }

    /// What cannot be put together is not known, and nothing more.
    @Test func whatIsLeftOutIsNotLoaded() async throws {
        let setting = try await Setting()
        let stray = try PackParts.difference(to: .zero, .difference(from: setting.made.shop, to: setting.shop))
        var entries = try setting.differences()
        entries[1] = stray
        let revision = try await setting.refresh([PackParts.pack(try [PackParts.whole(setting.tip)] + entries)])
        #expect(setting.askedForThin == [true])
        #expect(revision.lookup(HandMadeRepository.path) == .notLoaded)
        setting.server.answer(
            .uploadPack, [Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(setting.shop)))])
        let loaded = try await setting.branch.load([.entry(HandMadeRepository.path)], of: revision)
        #expect(setting.server.requests.last?.text.contains("want \(setting.shop.id)") == true)
        #expect(loaded.lookup(HandMadeRepository.path) == .file(setting.file.content, executable: false))
    }

    /// Before the directories were read, there is nothing that differences could be to.
    @Test func nothingThinForThoseWhoHaveNothing() async throws {
        let setting = try await Setting(isRead: false)
        let revision = try await setting.refresh([setting.whole()])
        #expect(setting.askedForThin == [false])
        #expect(revision.lookup(HandMadeRepository.path) == .file(setting.file.content, executable: false))
    }

    enum Trouble: CaseIterable {
        /// The commit is told as a difference to one that only its server has.
        case commit
        /// The one between it and the last that is known is.
        case commitBetween
        /// A difference does not fit what it is one to.
        case misfit
        /// It is no pack.
        case damaged
    }

    /// The whole is asked for instead.
    @Test(arguments: Trouble.allCases) func whatCannotBeReadIsAskedForAgain(trouble: Trouble) async throws {
        let setting = try await Setting()
        let (made, tip) = (setting.made, setting.tip)
        let later = try CommitDraft.sample("Later\n").object(tree: setting.root.id, parent: tip.id)
        let stray = try PackParts.difference(to: .zero, .difference(from: made.tip, to: tip))
        let misfit = try PackParts.difference(to: made.root.id, .difference(from: tip, to: tip))
        let whole = try HandMadeRepository.pack(
            later, tip, setting.root, setting.apps, setting.shop, setting.file)
        let thin =
            switch trouble {
            case .commit: PackParts.pack([stray])
            case .commitBetween: PackParts.pack([try PackParts.whole(later), stray])
            case .misfit: PackParts.pack([try PackParts.whole(later), try PackParts.whole(tip), misfit])
            case .damaged: Array(whole.dropLast())
            }
        let revision = try await setting.refresh([thin, whole], at: later.id)
        #expect(setting.askedForThin == [true, false])
        #expect(revision.lookup(HandMadeRepository.path) == .file(setting.file.content, executable: false))
        #expect(revision.ledger.map(\.id) == [later.id, tip.id, made.tip.id])
        #expect(await setting.branch.traffic.requests == 8)
    }

    enum Changes: CaseIterable {
        case sent, tooLarge, damaged, declined
    }

    /// Commits come alone, and then what has changed in their root: or, if that does not come, the root by itself.
    @Test(arguments: Changes.allCases) func whatChangedSinceLongAgo(changes: Changes) async throws {
        let setting = try await Setting()
        await setting.branch.countAsRecent(for: .zero)
        let revision = try await setting.refresh([HandMadeRepository.pack(setting.tip)])
        #expect(setting.askedForThin == [false])
        let first =
            switch changes {
            case .sent: Wire.fetch(PackParts.pack(try setting.differences()))
            case .tooLarge: Wire.fetch(PackParts.pack([try PackParts.entry(3, size: 1 << 40, [])]))
            case .damaged: Wire.fetch(Array("PACK".utf8))
            case .declined: Wire.line("ERR no\n")
            }
        let others = try [[setting.root], [setting.apps], [setting.shop, setting.file]].map { objects in
            Wire.fetch(PackParts.pack(try objects.map(PackParts.whole)))
        }
        setting.server.answer(.uploadPack, ([first] + others).map(Wire.uploadPack))
        let directory = HandMadeRepository.path.prefix(2)
        let loaded = try await setting.branch.load([.subtree(directory)], of: revision)
        #expect(loaded.lookup(HandMadeRepository.path) == .file(setting.file.content, executable: false))
        #expect(setting.askedForThin == [false, true])
        let request = """
            0011command=fetch\(RequestBytesTests.preamble)0001000dthin-pack000dofs-delta000fno-progress\
            0032want \(setting.root.id)\n0032have \(setting.made.tip.id)\n\
            0034shallow \(setting.made.tip.id)001cfilter blob:limit=1000000009done\n0000
            """
        #expect(setting.server.requests.map(\.text).contains(request))
        #expect(await setting.branch.traffic.requests == (changes == .sent ? 8 : 11))
    }

    @Test(arguments: [true, false]) func version0AsksWhereItIsOffered(isOffered: Bool) async throws {
        var server = ServerAbilities.assumed
        server.version = .v0
        server.capabilities = isOffered ? ["thin-pack", "ofs-delta"] : ["ofs-delta"]
        var fetch = Fetch(wants: [.zero], haves: [.zero])
        #expect(!String(decoding: fetch.bodyOfVersion0(server), as: UTF8.self).contains("thin"))
        fetch.isThin = true
        #expect(String(decoding: fetch.bodyOfVersion0(server), as: UTF8.self).contains(" thin-pack ") == isOffered)
    }
}
