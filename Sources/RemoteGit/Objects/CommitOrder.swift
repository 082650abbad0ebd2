/// The order of a branch's commits.
enum CommitOrder {
    /// A commit before its parents, the newest first among those that are not related.
    ///
    /// - Parameter shallow: the commits whose parents are left out.
    static func newestFirst(_ commits: [ObjectID: Commit], from tip: ObjectID, shallow: Set<ObjectID>) -> [Commit] {
        var children = childCounts(commits, from: tip, shallow)
        var ready = [commits[tip]].compactMap(\.self)
        var ordered: [Commit] = []
        while let index = ready.indices.max(by: { ready[$0].committed < ready[$1].committed }) {
            let commit = ready.remove(at: index)
            ordered.append(commit)
            for parent in commit.parents where !shallow.contains(commit.id) {
                children[parent, default: 0] -= 1
                if children[parent] == 0, let next = commits[parent] { ready.append(next) }
            }
        }
        return ordered
    }

    /// How many of the commits that the tip leads to have each as a parent.
    private static func childCounts(
        _ commits: [ObjectID: Commit],
        from tip: ObjectID,
        _ shallow: Set<ObjectID>
    ) -> [ObjectID: Int] {
        var counts: [ObjectID: Int] = [:]
        var open = [tip]
        var seen: Set<ObjectID> = [tip]
        while let id = open.popLast() {
            guard let commit = commits[id], !shallow.contains(id) else { continue }
            for parent in commit.parents {
                counts[parent, default: 0] += 1
                if seen.insert(parent).inserted { open.append(parent) }
            }
        }
        return counts
    }
}
