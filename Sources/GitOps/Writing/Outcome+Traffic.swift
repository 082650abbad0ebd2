import RemoteGit

extension [Outcome] {
    /// The outcomes with where they happened, and what all of them have cost, shared among them.
    func on(_ branch: String?, of repository: String, sharing spent: Traffic) -> [Outcome] {
        enumerated().map { index, outcome in
            func share(_ whole: Int) -> Int { whole / count + (index < whole % count ? 1 : 0) }
            var outcome = outcome
            outcome.repository = repository
            outcome.branch = branch
            outcome.requests = share(spent.requests)
            outcome.bytesSent = share(spent.bytesSent)
            outcome.bytesReceived = share(spent.bytesReceived)
            return outcome
        }
    }
}
