import RemoteGit

/// Several decisions on one event, each made as if what those before it change were in the commit already. Together they
/// are one commit.
public struct DecisionChain {
    private var snapshot: Snapshot
    private var decisions: [Decision] = []
    private var missing: Set<Want> = []
    /// What the last decision changes. It is put into the snapshot when there is another one, as for most events there is
    /// none: that makes all directories on the way.
    private var last: Decision.Proposal?

    /// No decisions yet.
    public init(on snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    /// Makes a decision. What it misses is kept until all are made, so that it is loaded together.
    ///
    /// - Throws: ``Undecided/failed(_:)``.
    public mutating func add(_ decide: (Snapshot) throws(Undecided) -> Decision) throws(Undecided) {
        do {
            if let last { snapshot = try snapshot.changing(last) }
            last = nil
            let decision = try decide(snapshot)
            decisions.append(decision)
            if case .change(let proposal) = decision { last = proposal }
        } catch {
            guard case .notLoaded(let wants) = error else { throw error }
            missing.formUnion(wants)
        }
    }

    /// What all of them come to.
    ///
    /// - Parameter sentence: says what is so if there are none.
    /// - Throws: ``Undecided/notLoaded(_:)`` with what all of them miss.
    public func result(ifEmpty sentence: String) throws(Undecided) -> Decision {
        guard missing.isEmpty else { throw .notLoaded(missing) }
        if decisions.count == 1, let only = decisions.first { return only }
        var parts = Parts()
        for decision in decisions { parts.add(decision) }
        return parts.decision ?? .unchanged(sentence)
    }

    /// What several decisions say, sorted.
    private struct Parts {
        private var proposals: [Decision.Proposal] = []
        private var refusals: [Refusal] = []
        private var sentences: [String] = []

        mutating func add(_ decision: Decision) {
            switch decision {
            case .change(let proposal):
                proposals.append(proposal)
                refusals += proposal.refused
            case .refused(let more): refusals += more
            case .unchanged(let sentence): sentences.append(sentence)
            }
        }

        /// A change if there is one, else a refusal if there is one.
        var decision: Decision? {
            if var all = proposals.first {
                all.subject = proposals.map(\.subject).unique.joined(separator: "; ")
                all.changes = changes
                all.files = files
                all.entries = proposals.flatMap(\.entries)
                all.refs = proposals.flatMap(\.refs)
                all.refused = refusals.unique
                all.trailers = proposals.flatMap(\.trailers)
                let isSaid = proposals.contains { $0.message != nil }
                all.message = isSaid ? proposals.map { $0.message ?? $0.subject }.joined(separator: "; ") : nil
                return .change(all)
            }
            if !refusals.isEmpty { return .refused(refusals.unique) }
            return sentences.isEmpty ? nil : .unchanged(sentences.joined(separator: "; "))
        }

        /// Each file as the last one wants it.
        private var files: [Revision.FileChange] {
            var files: [Revision.FileChange] = []
            for file in proposals.flatMap(\.files) {
                files.removeAll { $0.path == file.path }
                files.append(file)
            }
            return files
        }

        /// Each field once, from what it was to what it is now.
        private var changes: [Change] {
            var changes: [Change] = []
            for change in proposals.flatMap(\.changes) {
                let same = changes.firstIndex {
                    $0.application == change.application && $0.path == change.path && $0.field == change.field
                }
                if let same {
                    changes[same].to = change.to
                } else {
                    changes.append(change)
                }
            }
            return changes.filter { $0.from != $0.to }
        }
    }
}

extension Array where Element: Equatable {
    /// The elements, each at its first place.
    fileprivate var unique: [Element] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
