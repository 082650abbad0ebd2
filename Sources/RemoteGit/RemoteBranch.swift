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
    ///   - identity: who to be, in place of what the address says.
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` for a name that no branch can have.
    public init(
        _ address: RemoteAddress,
        branch: String?,
        identity: ClientIdentity = ClientIdentity(),
        limits: TransferLimits = TransferLimits(),
        logger: Logger
    ) throws(RemoteGitError) {
        let transport: any Transport =
            switch address.place {
            case .http(let url):
                try HTTPTransport(
                    url: url, credentials: identity.credentials ?? address.credentials, tls: identity.tls,
                    limits: limits)
            case .ssh(let address): SSHTransport(address, identity: identity.ssh, limits: limits)
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
        let fetched = try await commits(to: found.tip)
        let revision = try Revision(
            tip: fetched.commits[0], ledger: fetched.commits, ledgerStart: fetched.start, shallow: fetched.shallow,
            objects: current?.revision.knownObjects ?? ObjectSet()
        ).adding(fetched.objects)
        current = (found.branch, revision)
        return revision
    }

    /// The commits down from a tip: those that are new, where the others are known, and else the last ones.
    private func commits(to tip: ObjectID) async throws(RemoteGitError) -> Conversation.Fetched {
        if let last = current?.revision, last.ledger.count <= Self.longestLedgerKept {
            do {
                return try await conversation.commits(from: tip, .after(last.known))
            } catch {
                // A branch that was rewritten may have nothing in common with what was seen of it.
                guard error.kind == .tooLarge else { throw error }
            }
        }
        return try await conversation.commits(from: tip, .depth(Self.ledgerLength))
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
            let objects = try await conversation.objects(ids, trees: !trees.isEmpty, of: revision.base)
            revision = try revision.adding(objects)
        }
        if !revision.hasPendingCommits, current?.revision.id == revision.id {
            dropSuperseded(&revision)
            current?.revision = revision
        }
        return revision
    }

    /// How far before the ledger's start commits are asked for by their time, in seconds: two days.
    private static let longestTimeAsked: TimeInterval = 2 * 24 * 3600

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
        // The protocol bounds commits by time or by number. Of a time long ago there may be too many.
        let isNear = since > (revision.ledgerStart ?? since).addingTimeInterval(-Self.longestTimeAsked)
        let fetched = try await conversation.commits(from: revision.id, isNear ? .since(since) : .depth(limit))
        guard fetched.commits.count <= limit else { return revision }
        let start = isNear ? fetched.start.map { min($0, since) } : fetched.start
        let longer = try revision.with(ledger: fetched.commits, start: start, shallow: fetched.shallow)
            .adding(fetched.objects)
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
        let push = ReceivePack(ref: branch, old: revision.base, new: revision.id, pack: try revision.pack().bytes)
        let failure: RemoteGitError
        do throws(RemoteGitError) {
            switch try await conversation.push(push) {
            case .accepted:
                await keep(revision.pushed(), branch)
                return .pushed
            case .rejected(let words): failure = RemoteGitError(.declined, words)
            }
        } catch {
            failure = error
        }
        let now = try await refresh()
        if now.id == revision.id || now.ledger.contains(where: { $0.id == revision.id }) { return .pushed }
        if now.id != revision.base { return .moved }
        guard failure.kind == .declined else { throw failure }
        return .declined(failure.message)
    }

    /// The most bytes of trees and files that are kept from one change to the next.
    private static let mostBytesKept = 32_000_000

    /// Keeps what the next change may need. Where everything came with the tip, a part of it is of no use.
    private func keep(_ revision: Revision, _ branch: String) async {
        var revision = revision
        dropSuperseded(&revision)
        if revision.size > Self.mostBytesKept || revision.ledger.count > Self.longestLedgerKept {
            guard await conversation.detail == .commits, revision.ledger.count <= Self.longestLedgerKept else {
                current = nil
                return
            }
            revision.forget(downTo: Self.mostBytesKept / 2)
        }
        current = (branch, revision)
    }

    /// The most bytes of superseded versions that are kept: to find them, all that is kept has to be looked at. Of a
    /// directory with thousands of names, each version is large.
    private static let mostBytesSuperseded = 1_000_000
    /// The size of what was kept when nothing in it was superseded, in bytes.
    private var sizeOfNewest = 0

    private func dropSuperseded(_ revision: inout Revision) {
        sizeOfNewest = min(sizeOfNewest, revision.size)
        guard revision.size > sizeOfNewest + Self.mostBytesSuperseded else { return }
        revision.sweep()
        sizeOfNewest = revision.size
    }

    /// The most commits that are kept; a branch with more is read anew.
    private static let longestLedgerKept = 4096

    private func readTip() async throws(RemoteGitError) -> LsRefs.Answer {
        guard let answer = try await conversation.refs(LsRefs(branch: requested)) else {
            throw RemoteGitError(
                .notFound,
                name.map { "the repository has no branch \($0)" }
                    ?? "the repository has no commits on its default branch"
            )
        }
        return answer
    }
}
