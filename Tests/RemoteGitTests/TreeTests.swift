import TestSupport
import Testing

@testable import RemoteGit

@Suite struct TreeTests {
    private let blob = GitObject(.blob, [])

    /// The entries as `git mktree` puts them.
    private func gitsOrder(_ entries: [(String, FileMode)]) async throws -> [UInt8] {
        try await withTemporaryDirectory { directory in
            let git = GitCommand(in: directory.path)
            try await git("init", "-q")
            let listing = entries.map { name, mode in
                let kind = mode == .directory ? "tree" : mode == .submodule ? "commit" : "blob"
                return "\(mode == .directory ? "0" : "")\(mode.octal) \(kind) \(blob.id)\t\(name)\0"
            }
            let id = try await git("mktree", "-z", "--missing", input: Array(listing.joined().utf8)).text
            return try await git("cat-file", "tree", id).bytes
        }
    }

    static let names: [(String, FileMode)] = [
        ("a", .directory), ("a.b", .file), ("a-b", .executable), ("a0", .file), ("a b", .directory), ("ab", .submodule),
        ("a!", .file), ("A", .symbolicLink), ("ü", .file), ("z/".replacing("/", with: "."), .directory), ("a.", .file),
    ]

    @Test(arguments: 0..<8) func ordersAsGitDoes(seed: Int) async throws {
        var random = SplitMix64(state: UInt64(seed))
        var tree = Tree.empty
        for (name, mode) in Self.names.shuffled(using: &random) { tree = tree.setting(name, to: (mode, blob.id)) }
        #expect(tree.content == (try await gitsOrder(Self.names)))
        #expect(try Tree(tree.content).entries.count == Self.names.count)
    }

    /// Small directories are looked through, large ones are searched by halving: on both sides of the border, each name
    /// leads to its entry, also while a directory grows and shrinks over it.
    @Test(arguments: 10..<24) func findsEveryName(count: Int) throws {
        let ids = (0..<count).map { GitObject(.blob, Array("\($0)".utf8)).id }
        var tree = Tree.empty
        for (number, id) in ids.enumerated() { tree = tree.setting("n\(number)", to: (.file, id)) }
        #expect(try Tree(tree.content) == tree)
        for (number, id) in ids.enumerated() { #expect(tree.entry(named: "n\(number)")?.id == id) }
        #expect(tree.entry(named: "n") == nil && tree.entry(named: "n\(count)") == nil)
        var told: Set<ObjectID> = []
        tree.forEachID { told.insert($0) }
        #expect(told == Set(ids))
        for number in 0..<count { tree = tree.setting("n\(number)", to: nil) }
        #expect(tree == .empty)
    }

    /// A file becomes a directory and the other way round: `a` sorts before `a-b`, `a/` after `a.b`.
    @Test(arguments: [FileMode.file, .directory, .submodule, .symbolicLink], [FileMode.file, .directory, .executable])
    func replacesOneKindByAnother(from: FileMode, to: FileMode) async throws {
        let others = Self.names.dropFirst()
        var tree = Tree.empty
        for (name, mode) in [("a", from)] + others { tree = tree.setting(name, to: (mode, blob.id)) }
        tree = tree.setting("a", to: (to, blob.id))
        #expect(tree.content == (try await gitsOrder([("a", to)] + others)))
        #expect(tree.setting("a", to: nil).content == (try await gitsOrder(Array(others))))
        #expect(tree.setting("not there", to: nil) == tree)
    }

    /// Modes that old versions of Git and other tools wrote, and what they mean to Git.
    @Test(arguments: [
        ("100644", FileMode.file), ("100664", .file), ("100600", .file), ("100444", .file), ("100755", .executable),
        ("100775", .executable), ("100700", .executable), ("40000", .directory), ("040000", .directory),
        ("40755", .directory), ("120000", .symbolicLink), ("120777", .symbolicLink), ("160000", .submodule),
    ])
    func keepsOddModes(octal: String, mode: FileMode) throws {
        let other = GitObject(.blob, [1])
        let content = Array("\(octal) name\0".utf8) + blob.id.bytes
        let tree = try Tree(content)
        #expect(tree.entry(named: "name")?.mode == mode)
        #expect(tree.setting("name", to: (mode, other.id)).content == Array("\(octal) name\0".utf8) + other.id.bytes)
    }

    @Test(arguments: ["", "8", "10064x", "0", "644", "200000", "1000000000", "-100644", "010000"])
    func refusesOtherModes(octal: String) {
        #expect(throws: RemoteGitError.self) { try Tree(Array("\(octal) name\0".utf8) + blob.id.bytes) }
    }

    @Test func refusesWhatIsIncomplete() throws {
        let content = Tree.empty.setting("name", to: (.file, blob.id)).content
        for length in 1..<content.count {
            #expect(throws: RemoteGitError.self) { try Tree(Array(content.prefix(length))) }
        }
        #expect(throws: RemoteGitError.self) { try Tree(Array("100644 \0".utf8) + blob.id.bytes) }
    }

    @Test func namesThatAreNotUTF8StayAndAreNotListed() throws {
        let odd = Array("100644 ".utf8) + [0xFF, 0xFE, 0] + blob.id.bytes
        let root = GitObject(.tree, odd)
        let tree = try Tree(odd).setting("a", to: (.file, blob.id))
        #expect(tree.content.suffix(odd.count).elementsEqual(odd))
        let tip = try Commit(try CommitDraft.sample("M").object(tree: root.id, parent: .zero))
        var objects = ObjectSet()
        try objects.insert([root])
        let revision = Revision(tip: tip, ledger: [tip], ledgerStart: nil, shallow: [], objects: objects)
        #expect(revision.lookup(.root) == .directory([]))
    }

    /// What is decided on is not pushed: nothing is compared or compressed for it.
    @Test func whatIsOnlyDecidedOnIsInNoPack() throws {
        let path = try #require(RepositoryPath("a/b"))
        let revision = try Revision(files: [path: Array("1".utf8)])
        let change = Revision.FileChange(path: path, content: Array("2".utf8))
        let changed = try revision.changing([change])
        #expect(changed.lookup(path) == .file(Array("2".utf8), executable: false))
        #expect(revision.lookup(path) == .file(Array("1".utf8), executable: false))
        #expect(changed.made.size == 0)
        var committed = revision
        #expect(try committed.commit([change], .sample("M\n")) != nil)
        #expect(committed.made.size > 0)
    }

    /// Ten directories in each of twelve levels that are all the same: a trillion paths, thirteen objects.
    @Test(.timeLimit(.minutes(10))) func aBombIsLookedAtOnce() throws {
        var objects = ObjectSet()
        var id = blob.id
        for level in 0..<12 {
            var tree = Tree.empty
            for name in 0..<10 { tree = tree.setting("\(name)", to: (level == 0 ? .file : .directory, id)) }
            let object = GitObject(.tree, tree.content)
            try objects.insert([object])
            id = object.id
        }
        #expect(objects.missing(below: id, .directory) == [blob.id])
    }
}
