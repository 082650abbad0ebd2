import TestSupport
import Testing

@testable import RemoteGit

/// Objects in layers: what is shared, what is forgotten, and what it is said to take.
@Suite struct ObjectSetTests {
    private static func blob(_ number: Int) -> GitObject {
        GitObject(.blob, Array("content \(number)".utf8) + [UInt8](repeating: 0, count: 100))
    }

    private static func directory(_ entries: [(name: String, mode: FileMode, id: ObjectID)]) -> GitObject {
        let tree = entries.reduce(Tree.empty) { $0.setting($1.name, to: ($1.mode, $1.id)) }
        return GitObject(.tree, tree.content)
    }

    /// Directories with one file each, and the one that they are in.
    private static func directories(_ numbers: Range<Int>) -> (root: GitObject, below: [GitObject]) {
        let pairs = numbers.map { (blob($0), directory([("file", .file, blob($0).id)])) }
        let root = directory(zip(numbers, pairs).map { ("d\($0)", .directory, $1.1.id) })
        return (root, pairs.flatMap { [$0.0, $0.1] })
    }

    /// What a set with nothing but an object is said to take.
    private func sizeOf(_ object: GitObject) throws -> Int {
        var set = ObjectSet()
        try set.insert([object])
        return set.size
    }

    /// However the objects came, each is found where it is, and nothing else is.
    @Test(arguments: 0..<8) func objectsAreFoundInEveryOrder(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        var set = ObjectSet()
        for number in (0..<300).shuffled(using: &random) {
            try set.insert([Self.blob(number)])
            if Int.random(in: 0..<20, using: &random) == 0 { set.seal() }
        }
        let isWhole = (0..<300).allSatisfy { set.object(Self.blob($0).id)?.content == Self.blob($0).content }
        #expect(isWhole)
        #expect(!(300..<600).contains { set.contains(Self.blob($0).id) })
        let kept = (0..<300).filter { _ in Bool.random(using: &random) }
        set.sweep(keeping: Set(kept.map { Self.blob($0).id }))
        #expect((0..<300).filter { set.isSealed(Self.blob($0).id) } == kept)
    }

    @Test func aCopyHasItsOwnNewObjects() throws {
        var set = ObjectSet()
        try set.insert([Self.blob(1)])
        set.seal()
        var copy = set
        try copy.insert([Self.blob(1), Self.blob(2)])
        #expect(copy.isSealed(Self.blob(1).id) && !copy.isSealed(Self.blob(2).id))
        #expect(copy.contains(Self.blob(2).id) && !set.contains(Self.blob(2).id))
        #expect(copy.size == 2 * set.size)
    }

    /// Sealed again and again, as in a process that serves for long, all objects are there, and each counts once.
    @Test func manyLayersAreOneSet() throws {
        var set = ObjectSet()
        var whole = ObjectSet()
        for number in 0..<200 {
            try set.insert([Self.blob(number), Self.blob(number / 2)])
            set.seal()
            try whole.insert([Self.blob(number)])
        }
        #expect((0..<200).allSatisfy { set.isSealed(Self.blob($0).id) })
        #expect(set.object(Self.blob(77).id)?.content == Self.blob(77).content)
        #expect(set.size == whole.size)
    }

    @Test func whatIsNewAndUnusedIsDroppedAndWhatIsSealedStays() throws {
        let (root, below) = Self.directories(0..<3)
        var set = ObjectSet()
        try set.insert(below + [root, Self.blob(8)])
        set.seal()
        let sealed = set.size
        let last = Self.directory([("d0", .directory, below[1].id), ("new", .file, Self.blob(9).id)])
        try set.insert([Self.directory([("d0", .directory, below[1].id)]), last, Self.blob(9)])
        set.sweepNew(keeping: [last.id])
        #expect(set.contains(Self.blob(8).id) && set.contains(root.id))
        #expect(set.contains(last.id) && set.contains(Self.blob(9).id))
        var expected = ObjectSet()
        try expected.insert([last, Self.blob(9)])
        #expect(set.size == sealed + expected.size)
        // And once nothing is on its way, neither does what is sealed stay.
        set.sweep(keeping: [last.id])
        #expect(!set.contains(root.id) && !set.contains(Self.blob(8).id) && set.contains(Self.blob(0).id))
        #expect(try set.size == expected.size + sizeOf(below[0]) + sizeOf(below[1]))
    }

    /// An application that changed a moment ago is there as a whole, also what came long ago and what many share.
    @Test func whatChangedLastStaysWhole() throws {
        var set = ObjectSet()
        let shared = Self.blob(1000)
        func application(_ number: Int, _ version: Int) -> (directory: GitObject, files: [GitObject]) {
            let chart = Self.directory([("values.yaml", .file, Self.blob(number).id), ("same.yaml", .file, shared.id)])
            let tag = Self.blob(2000 + 100 * version + number)
            let directory = Self.directory([("chart", .directory, chart.id), ("tag", .file, tag.id)])
            return (directory, [shared, Self.blob(number), chart, tag])
        }
        var ids: [ObjectID] = []
        for number in 0..<50 {
            let application = application(number, 0)
            try set.insert(application.files + [application.directory])
            ids.append(application.directory.id)
        }
        // The first one of all changes.
        let changed = application(0, 1)
        try set.insert([changed.files[3], changed.directory])
        ids[0] = changed.directory.id
        let policy = Self.blob(999)
        let root = Self.directory(
            [("policy", .file, policy.id)] + ids.enumerated().map { ("a\($0.offset)", .directory, $0.element) })
        try set.insert([policy, root])
        set.forgetOldest(downTo: set.size / 4, below: root.id)
        #expect(set.contains(root.id) && set.contains(policy.id))
        #expect(set.missing(below: ids[0], .directory).isEmpty && set.missing(below: ids[49], .directory).isEmpty)
        #expect(!set.contains(ids[1]))
    }

    @Test func theOldestGoFirst() throws {
        let (root, below) = Self.directories(0..<100)
        var set = ObjectSet()
        try set.insert([root])
        for object in below {
            try set.insert([object])
            set.seal()
        }
        let all = set.size
        set.forgetOldest(downTo: all, below: root.id)
        #expect(set.size == all)
        set.forgetOldest(downTo: all / 4, below: root.id)
        #expect(set.size <= all / 4 + 2 * root.content.count)
        // The root came before all others, and they can be reached only by it.
        #expect(set.contains(root.id))
        #expect(set.missing(below: below[199].id, .directory).isEmpty)
        #expect(!set.contains(below[0].id) && !set.contains(below[1].id))
    }
}
