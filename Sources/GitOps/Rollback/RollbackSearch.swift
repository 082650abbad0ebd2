import Events
import FoundationEssentials
import ImageReference
import RemoteGit

/// Finds the state that a rollback goes back to.
struct RollbackSearch {
    /// Where a state was found.
    enum Source: Sendable {
        /// Argo CD saw it healthy.
        case record(HealthyRecord, RollbackState)
        /// The branch had it once.
        case commit(Commit, RollbackState)

        var state: RollbackState {
            switch self {
            case .record(_, let state), .commit(_, let state): state
            }
        }

        /// When it was so, and the commit, for people: `2026-01-31T12:00:00Z (commit 0123456789ab)`.
        var description: String {
            switch self {
            case .record(let record, _): "\(RFC3339.text(from: record.finishedAt)) (commit \(record.revision))"
            case .commit(let commit, _): "\(RFC3339.text(from: commit.committed)) (commit \(shortID(commit)))"
            }
        }

        /// The commit whose state it is, as far as its digits are known.
        var commit: String {
            switch self {
            case .record(let record, _): record.revision
            case .commit(let commit, _): shortID(commit)
            }
        }

        private func shortID(_ commit: Commit) -> String { String("\(commit.id)".prefix(12)) }
    }

    /// Why there is none.
    struct Reason: Error {
        let sentence: String
    }

    private let rollback: Rollback
    private let snapshot: Snapshot
    private let records: HealthyRecords
    private let today: RollbackState
    private let scope: RollbackScope
    private let holds: [ApplicationState.Hold]

    init(
        _ rollback: Rollback,
        from start: RollbackStart,
        in snapshot: Snapshot,
        scope: RollbackScope = .directory
    ) {
        self.rollback = rollback
        self.snapshot = snapshot
        records = start.records
        today = start.today
        self.scope = scope
        holds = start.state.holds.filter { $0.application == rollback.application.name }
    }

    private var name: String { rollback.application.name }

    /// - Throws: ``Undecided``.
    func found() throws(Undecided) -> Result<Source, Reason> {
        switch rollback.target {
        case .lastHealthy:
            guard records.newestFirst.isEmpty else { return try lastHealthy() }
            if let source = try lastNamed() { return .success(source) }
            return try lastOther()
        case .previous: return try lastOther()
        case .tag(let tag): return try last(withTag: tag)
        case .commit(let digits): return try state(ofCommit: digits)
        }
    }

    // MARK: Records

    /// The newest record with other versions; else the newest that differs at all.
    private func lastHealthy() throws(Undecided) -> Result<Source, Reason> {
        let old = records.newestFirst.filter { $0.finishedAt.addingTimeInterval(rollback.soak) <= rollback.time }
        var other: Source?
        for (index, record) in old.enumerated() where record.tree != today.entry?.id {
            let state = try state(record, loading: old[index...])
            if try isHeld(state) { continue }
            if try scope.hasOtherVersions(state, than: today, of: rollback.application) {
                return .success(.record(record, state))
            }
            if other == nil, try !isToday(state) { other = .record(record, state) }
        }
        if let other { return .success(other) }
        let young = old.count < records.newestFirst.count ? " or is too young" : ""
        let sentence =
            "each of the \(records.newestFirst.count) healthy states of \(name) is today's, has a version that is held "
            + "off\(young)"
        return .failure(Reason(sentence: sentence))
    }

    /// The state of a record.
    ///
    /// - Parameter next: the records that may be asked for next, this one first.
    private func state(
        _ record: HealthyRecord,
        loading next: ArraySlice<HealthyRecord>
    ) throws(Undecided) -> RollbackState {
        guard snapshot.revision.isLoaded(.subtree(.root, in: .tree(record.tree))) else {
            throw .notLoaded(records.wants(next))
        }
        return try RollbackState(record.tree, of: rollback.application, in: snapshot)
    }

    /// The state that a commit has.
    private func state(_ tree: ObjectID) throws(Undecided) -> RollbackState {
        try RollbackState(tree, of: rollback.application, in: snapshot)
    }

    private func isToday(_ state: RollbackState) throws(Undecided) -> Bool {
        try scope.isSame(state, as: today, of: rollback.application)
    }

    private func isHeld(_ state: RollbackState) throws(Undecided) -> Bool {
        try scope.isHeld(state, by: holds, of: rollback.application)
    }

    // MARK: History

    /// The state before the newest commit that was made for the application.
    private func lastNamed() throws(Undecided) -> Source? {
        let named = snapshot.ledger.prefix(rollback.historyLength).first {
            $0.trailers(TrailerKey.application).contains(name)
        }
        guard let parent = named?.parents.first, let commit = try snapshot.commit(parent),
            let entry = try commit.entry(rollback.application.path), entry.mode == .directory
        else { return nil }
        let state = try state(entry.id)
        guard try !isHeld(state), try !isToday(state) else { return nil }
        return .commit(commit.commit, state)
    }

    /// The first state of the branch's history that is another.
    private func lastOther() throws(Undecided) -> Result<Source, Reason> {
        let source = try first { (state) throws(Undecided) in
            guard try !isHeld(state) else { return false }
            return try !isToday(state)
        }
        if let source { return .success(source) }
        let sentence =
            "\(name) was not another in the last \(rollback.historyLength) commits, and no state of it was recorded as "
            + "healthy"
        return .failure(Reason(sentence: sentence))
    }

    /// The first state of the branch's history that is as wanted, from the newest on.
    private func first(
        _ isWanted: (RollbackState) throws(Undecided) -> Bool
    ) throws(Undecided) -> Source? {
        var seen: Set<ObjectID> = [today.entry?.id].reduce(into: []) { if let id = $1 { $0.insert(id) } }
        let (commits, next) = firstParents()
        for (index, commit) in commits.enumerated() {
            let entry = try entry(commit, loading: commits[index...])
            guard let entry, entry.mode == .directory, seen.insert(entry.id).inserted else { continue }
            let state = try state(entry.id)
            if try isWanted(state) { return .commit(commit, state) }
        }
        if let next, case .notLoaded = snapshot.revision.lookup(next) { throw .notLoaded([.commit(next)]) }
        return nil
    }

    /// The branch's own line of commits, without what was merged into it, as far as it was read.
    ///
    /// - Returns: the commits, and the one that would be the next if more of them may be looked through.
    private func firstParents() -> (commits: [Commit], next: ObjectID?) {
        var byID: [ObjectID: Commit] = [:]
        for commit in snapshot.ledger { byID[commit.id] = commit }
        var commits: [Commit] = []
        var next = snapshot.ledger.first?.id
        while let id = next, commits.count < rollback.historyLength {
            guard let commit = byID[id] else { return (commits, id) }
            commits.append(commit)
            next = commit.parents.first
        }
        return (commits, nil)
    }

    /// How many commits are looked into at once: of a directory with thousands of names, each has its own.
    private static let lookedIntoAtOnce = 16

    /// The application's directory in a commit.
    ///
    /// - Parameter next: the commits that may be asked for next, this one first.
    private func entry(_ commit: Commit, loading next: ArraySlice<Commit>) throws(Undecided) -> Revision.Entry? {
        let path = rollback.application.path
        let lookup = snapshot.revision.entry(path, in: .commit(commit.id))
        guard case .notLoaded = lookup else {
            if case .found(let entry) = lookup { return entry }
            return nil
        }
        throw .notLoaded(
            Set(next.prefix(Self.lookedIntoAtOnce).map { .entry(path.parent ?? .root, in: .commit($0.id)) }))
    }

    // MARK: What somebody named

    /// Somebody asks for it by name: that it is held off is what that person takes back.
    private func last(withTag tag: String) throws(Undecided) -> Result<Source, Reason> {
        func isWanted(_ state: RollbackState) throws(Undecided) -> Bool {
            guard state.versions.images.contains(where: { $0.tag?.text == tag }) else { return false }
            return try !isToday(state)
        }
        for (index, record) in records.newestFirst.enumerated() where record.tree != today.entry?.id {
            let state = try state(record, loading: records.newestFirst[index...])
            if try isWanted(state) { return .success(.record(record, state)) }
        }
        if let source = try first(isWanted) { return .success(source) }
        let sentence =
            "no healthy state of \(name) and none of the last \(rollback.historyLength) commits has the tag, other than "
            + "today's"
        return .failure(Reason(sentence: sentence))
    }

    private func state(ofCommit digits: String) throws(Undecided) -> Result<Source, Reason> {
        let digits = digits.lowercased()
        guard (7...40).contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit) else {
            return .failure(Reason(sentence: "a commit is named by 7 to 40 of the digits of its id"))
        }
        let record = records.newestFirst.first { digits.hasPrefix($0.revision) || $0.revision.hasPrefix(digits) }
        if let record {
            let state = try state(record, loading: [record])
            return try isToday(state) ? unchanged : .success(.record(record, state))
        }
        let commits = snapshot.ledger.filter { "\($0.id)".hasPrefix(digits) }
        if commits.isEmpty, let first = ObjectID(hex: digits + String(repeating: "0", count: 40 - digits.utf8.count)),
            case .notLoaded = snapshot.revision.lookup(first)
        {
            // It is not this one but any that begins so that is asked for: what is read are all there are.
            throw .notLoaded([.commit(first)])
        }
        guard let commit = commits.first, commits.count == 1 else {
            let sentence =
                commits.isEmpty ? "no commit of the branch that was read begins so" : "several commits begin so"
            return .failure(Reason(sentence: sentence))
        }
        guard let entry = try entry(commit, loading: [commit]), entry.mode == .directory else {
            return .failure(Reason(sentence: "\(rollback.application.path) is not a directory in that commit"))
        }
        let state = try state(entry.id)
        return try isToday(state) ? unchanged : .success(.commit(commit, state))
    }

    private var unchanged: Result<Source, Reason> {
        .failure(Reason(sentence: "\(name) is as it was then"))
    }
}
