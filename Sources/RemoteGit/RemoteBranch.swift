public import FoundationEssentials
public import Logging

/// One branch of a remote repository, read and written without a clone.
///
/// The conversation is six requests for a change, however large the repository (see the module's README).
/// Between two changes the objects that were seen are kept, by their ids, so that the next one costs less.
public actor RemoteBranch {
    /// How many commits the ledger holds at first.
    public static let ledgerLength = 64

    /// What came of a push.
    public enum PushResult: Sendable, Equatable {
        /// The commits are on the branch.
        case pushed
        /// Somebody else was faster: nothing was changed.
        case moved
        /// The server declined, in its own words: nothing was changed.
        case declined(String)
    }

    private let conversation: Conversation
    /// The branch that was asked for; `nil` for the one that HEAD names.
    private let requested: String?
    private var current: (branch: String, revision: Revision)?

    /// A branch at an address. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - branch: its short name, `main`; `nil` for the remote's HEAD.
    ///   - credentials: those to use in place of any in the address.
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` for a name that no branch can have.
    public init(
        _ address: RemoteAddress,
        branch: String?,
        credentials: Credentials? = nil,
        limits: TransferLimits = TransferLimits(),
        logger: Logger
    ) throws(RemoteGitError) {
        let transport: any Transport =
            switch address.place {
            case .http(let url):
                try HTTPTransport(url: url, credentials: credentials ?? address.credentials, limits: limits)
            case .local(let path): ProcessTransport(path: path, limits: limits)
            }
        try self.init(transport, branch: branch, limits: limits, logger: logger)
    }

    init(
        _ transport: any Transport,
        branch: String?,
        limits: TransferLimits = TransferLimits(),
        logger: Logger
    ) throws(RemoteGitError) {
        if let branch, !BranchName.isAllowed(branch) {
            throw RemoteGitError(.invalidRequest, "the branch's name is not one that Git allows")
        }
        requested = branch.map { "refs/heads/\($0)" }
        conversation = Conversation(transport, limits: limits, logger: logger)
    }

    /// What the conversation has cost so far.
    public var traffic: Traffic { get async { await conversation.traffic } }

    /// The short name of the branch, once it is known.
    public var name: String? { (current?.branch ?? requested).map { String($0.dropFirst("refs/heads/".count)) } }

    /// The branch as it was last seen, without asking; `nil` before the first time.
    public var lastSeen: Revision? { current?.revision }

    /// The branch as it is now.
    ///
    /// - Throws: ``RemoteGitError``.
    public func refresh() async throws(RemoteGitError) -> Revision {
        let found = try await readTip()
        if let current, current.revision.id == found.tip {
            // HEAD may name another branch by now.
            self.current = (found.branch, current.revision)
            return current.revision
        }
        let (commits, start) = try await conversation.commits(from: found.tip, .depth(Self.ledgerLength))
        var known = current?.revision.known ?? ObjectSet()
        known.forgetIfLarge(keeping: commits[0].tree)
        let revision = Revision(tip: commits[0], ledger: commits, ledgerStart: start, objects: known)
        current = (found.branch, revision)
        return revision
    }

    /// The revision with all that is wanted, as far as it exists. One request for each directory level, whatever the
    /// number of wants.
    ///
    /// - Throws: ``RemoteGitError``.
    public func load(_ wants: Set<Want>, of revision: Revision) async throws(RemoteGitError) -> Revision {
        var revision = revision
        var asked: Set<ObjectID> = []
        while true {
            var trees: Set<ObjectID> = []
            var whole: Set<ObjectID> = []
            for want in wants {
                let missing = revision.missing(for: want)
                trees.formUnion(missing.trees)
                whole.formUnion(missing.whole)
            }
            let ids = trees.isEmpty ? whole : trees
            guard !ids.isEmpty else { break }
            // A tree may name an object that is of another kind than it says. Asking again does not change that.
            guard asked.isDisjoint(with: ids) else {
                throw RemoteGitError(.brokenAnswer, "a directory of the repository names objects of another kind")
            }
            asked.formUnion(ids)
            let objects = try await conversation.objects(ids, filter: trees.isEmpty ? nil : .treesAndFiles)
            revision = try revision.adding(objects)
        }
        if !revision.hasPendingCommits, current?.revision.id == revision.id { current?.revision = revision }
        return revision
    }

    /// The revision with a ledger that goes back to a point in time, if that takes no more than `limit` commits.
    ///
    /// - Throws: ``RemoteGitError``.
    public func extendLedger(
        of revision: Revision,
        since date: Date,
        limit: Int
    ) async throws(RemoteGitError) -> Revision {
        // A server has nothing to send where the tip itself is older, as with a clock that was wrong.
        let since = min(date, revision.ledger.first?.committed ?? date)
        let (commits, start) = try await conversation.commits(from: revision.id, .since(since))
        let kept = Array(commits.prefix(limit))
        let isCut = kept.count < commits.count
        let longer = revision.with(ledger: kept, start: isCut ? kept.last?.committed : start.map { _ in since })
        if current?.revision.id == longer.id { current?.revision = longer }
        return longer
    }

    /// Puts a revision's new commits on the branch, if the branch still is where they begin.
    ///
    /// The server's text does not decide what came of it: after anything but its clear yes, the branch is read again.
    ///
    /// - Throws: ``RemoteGitError`` if the commits are not on the branch and the branch has not moved.
    public func push(_ revision: Revision) async throws(RemoteGitError) -> PushResult {
        guard let branch = current?.branch, revision.hasPendingCommits else {
            throw RemoteGitError(.invalidRequest, "there is nothing to push")
        }
        let push = ReceivePack(ref: branch, old: revision.base, new: revision.id, pack: try Self.pack(revision))
        let report: Result<ReceivePack.Report, RemoteGitError>
        do {
            report = .success(try await conversation.push(push))
        } catch {
            report = .failure(error)
        }
        if case .success(.accepted) = report {
            current?.revision = revision.pushed()
            return .pushed
        }
        let now = try await refresh()
        if now.id == revision.id || now.ledger.contains(where: { $0.id == revision.id }) { return .pushed }
        if now.id != revision.base { return .moved }
        switch report {
        case .success(.rejected(let words)): return .declined(words)
        case .success(.accepted): return .pushed
        case .failure(let error) where error.kind == .declined: return .declined(error.message)
        case .failure(let error): throw error
        }
    }

    /// Every new object once, and the commits in order.
    private static func pack(_ revision: Revision) throws(RemoteGitError) -> [UInt8] {
        var pack = PackWriter()
        for pending in revision.pending {
            for (object, base) in pending.objects where !pack.contains(object.id) {
                try pack.add(object, base: base)
            }
            try pack.add(pending.commit, base: nil)
        }
        return pack.bytes
    }

    private func readTip() async throws(RemoteGitError) -> LsRefs.Answer {
        guard let answer = try await conversation.refs(LsRefs(branch: requested)) else {
            throw RemoteGitError(
                .notFound, name.map { "the repository has no branch \($0)" } ?? "the repository has no commits yet"
            )
        }
        return answer
    }
}
