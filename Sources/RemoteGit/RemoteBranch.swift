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
        /// The server does not let some of the refs beside the branch be changed, whatever by: decide again. The
        /// branch's revisions say so of these refs from now on (``Revision/isDeclined(_:)``).
        case refsDeclined(Set<RefName>, String)
    }

    let conversation: Conversation
    /// The branch that was asked for; `nil` for the one that HEAD names.
    private let requested: String?
    var current: (branch: String, revision: Revision)?
    /// When the branch was last seen to be where `current` is.
    private var lastSeenAt = ContinuousClock.now
    /// What was here before new commits came without what they changed.
    var earlier: Conversation.Known?
    /// The refs that are read along with the branch.
    var watched: Set<RefName> = []
    var declined: Set<RefName> = []

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
        let found = try await readTips()
        defer { lastSeenAt = .now }
        let last = current?.revision
        let fetched = try await newCommits(found, last)
        var revision = last
        if last?.id != found.tip, let fetched {
            let history = fetched.history(from: found.tip)
            revision = Revision(
                tip: history.commits[0], ledger: history.commits, ledgerStart: history.start,
                shallow: history.shallow, objects: last?.knownObjects ?? ObjectSet())
        }
        guard var revision = try revision?.adding(fetched?.objects ?? []) else {
            throw RemoteGitError(.brokenAnswer, "the server did not send the branch")
        }
        revision.refs = refs(found, last, fetched)
        revision.declinedRefs = declined
        // HEAD may name another branch by now.
        current = (found.branch, revision)
        return revision
    }

    /// The commits down from the tips that are new: those on top of what is known, or else the last ones.
    private func newCommits(
        _ found: LsRefs.Answer,
        _ last: Revision?
    ) async throws(RemoteGitError) -> Conversation.Fetched? {
        let unread = unread(found, last)
        let tips = (last?.id == found.tip ? [] : [found.tip]) + unread.map(\.tip)
        guard !tips.isEmpty else { return nil }
        earlier = nil
        if let last, last.ledger.count <= Self.longestLedgerKept, unread.allSatisfy({ last.refs[$0.name]?.tip != nil })
        {
            let isRecent = ContinuousClock.now - lastSeenAt < longestRecent
            var known = last.known
            // Without the root that changed, little of what is told as differences could be read.
            let roots = (last.id == found.tip ? [] : [last.root]) + unread.compactMap { last.refs[$0.name]?.tip?.tree }
            known.bases = roots.allSatisfy(last.objects.contains) ? last.objects : nil
            do {
                let fetched = try await conversation.commits(from: tips, .after(known, whole: isRecent))
                if !isRecent, fetched.newCommits <= Self.mostCommitsCompared { earlier = known }
                return fetched
            } catch {
                // Somebody may have added large files, or rewritten the branch so that it has nothing in common with
                // what was seen of it.
                guard error.kind == .tooLarge else { throw error }
            }
        }
        return try await conversation.commits(from: tips, .depth(Self.ledgerLength))
    }

    /// How long the branch counts as seen a moment ago. What changed since then is little: it comes along with the commits.
    private var longestRecent = Duration.seconds(60)

    /// Counts the branch as seen a moment ago for longer, or not so long.
    func countAsRecent(for duration: Duration) { longestRecent = duration }

    /// After how many commits what has changed by all of them is asked for at once. What each of many changed may be more
    /// than the directories above it.
    private static let mostCommitsCompared = 100

    /// Puts a revision's new commits on the branch and on other refs, if all of these still are where they begin.
    ///
    /// The server's text does not decide what came of it: after anything but its clear yes, the refs are read again.
    ///
    /// - Throws: ``RemoteGitError`` if the commits are not on the server and nothing has moved.
    public func push(_ revision: Revision) async throws(RemoteGitError) -> PushResult {
        guard let branch = current?.branch, revision.hasPendingCommits else {
            throw RemoteGitError(.invalidRequest, "there is nothing to push")
        }
        let updates = revision.updates(of: branch)
        let push = ReceivePack(updates: updates, pack: try revision.pack().bytes)
        let failure: RemoteGitError
        var closed: Set<RefName> = []
        do throws(RemoteGitError) {
            switch try await conversation.push(push) {
            case .accepted:
                await keep(revision.pushed(), branch)
                return .pushed
            case .rejected(let words, let refs):
                failure = RemoteGitError(.declined, words)
                if !refs.contains(branch) { closed = Set(refs.compactMap { RefName($0) }) }
            }
        } catch {
            failure = error
        }
        watched.formUnion(revision.refs.keys)
        let now = try await refresh()
        let standings = updates.map { now.standing(of: $0, branch: branch) }
        if standings.allSatisfy({ $0 == .asWanted }) { return .pushed }
        guard closed.isEmpty else {
            declined.formUnion(closed)
            current?.revision.declinedRefs = declined
            return .refsDeclined(closed, failure.message)
        }
        // A server that cannot set all or none may have set some: decided again, what is done is seen to be done.
        guard standings.allSatisfy({ $0 == .asBefore }) else { return .moved }
        guard failure.kind == .declined else { throw failure }
        return .declined(failure.message)
    }

    /// The most bytes of trees and files that are kept from one change to the next, where each can be asked for again.
    private var mostBytesKept = 5_000_000
    /// The same where they all come with the tip: a part of them is of no use.
    private static let mostBytesKeptTogether = 32_000_000

    /// Keeps less from one change to the next.
    func keep(atMost bytes: Int) { mostBytesKept = bytes }

    /// Keeps what the next change may need.
    private func keep(_ revision: Revision, _ branch: String) async {
        var revision = revision
        lastSeenAt = .now
        dropSuperseded(&revision)
        let isAskedForByID = await conversation.detail == .commits
        if isAskedForByID { forgetOldest(&revision) }
        let fits = isAskedForByID || revision.size <= Self.mostBytesKeptTogether
        current = fits && revision.ledger.count <= Self.longestLedgerKept ? (branch, revision) : nil
    }

    /// Keeps what was loaded. Somebody who works with it goes on with all of it.
    func keepLoaded(_ revision: Revision) async {
        var kept = revision
        if await conversation.detail == .commits { forgetOldest(&kept) }
        if current?.revision.id == kept.id { current?.revision = kept }
    }

    private func forgetOldest(_ revision: inout Revision) {
        guard revision.size > mostBytesKept else { return }
        revision.forget(downTo: mostBytesKept / 5 * 4)
    }

    /// The most bytes of superseded versions that are kept: to find them, all that is kept has to be looked at. Of a
    /// directory with thousands of names, each version is large.
    private static let mostBytesSuperseded = 1_000_000
    /// The size of what was kept when nothing in it was superseded, in bytes.
    private var sizeOfNewest = 0

    func dropSuperseded(_ revision: inout Revision) {
        sizeOfNewest = min(sizeOfNewest, revision.size)
        guard revision.size > sizeOfNewest + Self.mostBytesSuperseded else { return }
        revision.sweep()
        sizeOfNewest = revision.size
    }

    /// The most commits that are kept; a branch with more is read anew.
    private static let longestLedgerKept = 4096

    /// Where the branch and the watched refs point.
    func readTips() async throws(RemoteGitError) -> LsRefs.Answer {
        guard let answer = try await conversation.refs(LsRefs(branch: requested, others: watched)) else {
            throw RemoteGitError(
                .notFound,
                name.map { "the repository has no branch \($0)" }
                    ?? "the repository has no commits on its default branch"
            )
        }
        return answer
    }
}
