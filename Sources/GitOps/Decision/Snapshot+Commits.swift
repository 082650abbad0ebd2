public import FoundationEssentials
public import RemoteGit

extension Snapshot {
    /// The commits of the branch whose events were at `date` or later, the latest first. Where there are more than
    /// 4,000 commits since then, the latest of them.
    ///
    /// - Throws: ``Undecided/commitsNotLoaded(since:)``.
    public func commits(since date: Date) throws(Undecided) -> [Commit] {
        // Clocks differ: a commit for an event may bear an earlier date than the event.
        let needed = date.addingTimeInterval(-EventLedger.clockTolerance)
        guard !revision.lacksCommits(since: needed) else { throw .commitsNotLoaded(since: needed) }
        return revision.ledger.filter { $0.authored >= date }
    }
}
