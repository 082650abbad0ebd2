public import FoundationEssentials
public import RemoteGit

/// What a handler decided on one event at one commit. A value: nothing has happened yet.
public enum Decision: Sendable {
    /// Files get new content, as one commit.
    case change(Proposal)
    /// Everything is as the event wants it. The sentence says what is so.
    case unchanged(String)
    /// The policy says no.
    case refused([Refusal])

    /// A commit to be.
    public struct Proposal: Sendable {
        /// The first line of the message.
        public var subject: String
        /// The values that change, for people and for the outcome.
        public var changes: [Change]
        /// The files with their new content.
        public var files: [Revision.FileChange]
        /// What is set to a file or directory that the server has already, before `files` are changed.
        public var entries: [Revision.EntryChange]
        /// What becomes of other refs in the same push: all of it happens, or nothing.
        public var refs: [RefChange]
        /// Applications that the event concerns too and that stay as they are.
        public var refused: [Refusal]
        /// Trailers beside those of handler, applications and event. Keys are of ``TrailerKey``; whatever a value holds,
        /// it stays on its line.
        public var trailers: [Commit.Trailer]
        /// The outcome's sentence; `nil` if it is the subject. Where it has ``commitMark``, ", commit abc1234" is put.
        public var message: String?
        /// What waits for somebody's approval, so that for now the request for it is all that is written, if it was not
        /// before; `nil` for nothing. Then `changes` are those to come.
        public var postponed: Postponed?
        /// The address of the commit for a browser, with `{commit}` in place of its id; `nil` for none.
        public var link: String?
        /// The place of the commit's id, which nobody knows before it is made, in a message.
        public static let commitMark: Character = "\u{FFFC}"

        /// A proposal of its parts.
        public init(
            subject: String,
            changes: [Change],
            files: [Revision.FileChange],
            entries: [Revision.EntryChange] = [],
            refs: [RefChange] = [],
            refused: [Refusal] = [],
            trailers: [Commit.Trailer] = [],
            message: String? = nil
        ) {
            self.subject = subject
            self.changes = changes
            self.files = files
            self.entries = entries
            self.refs = refs
            self.refused = refused
            self.trailers = trailers
            self.message = message
        }
    }
}

extension Decision {
    /// What would be done, and is not until somebody approves it.
    public struct Postponed: Sendable {
        /// What names it.
        public let code: String
        /// The files with their new content.
        public let files: [Revision.FileChange]
        /// What is set to a file or directory that the server has already, before `files` are changed.
        public let entries: [Revision.EntryChange]

        /// What a proposal would do, under a name.
        public init(_ proposal: Proposal, code: String) {
            self.code = code
            files = proposal.files
            entries = proposal.entries
        }
    }

    /// A change of a ref beside the branch.
    public struct RefChange: Sendable {
        /// What is done to it.
        public enum Action: Sendable {
            /// It gets a commit, with the proposal's message under a subject of its own.
            case commit(
                subject: String, files: [Revision.FileChange] = [], entries: [Revision.EntryChange] = [],
                from: Revision.RefStart = .itself)
            /// It is deleted.
            case delete
        }

        /// The ref.
        public var name: RefName
        /// What is done to it.
        public var action: Action
        /// The values that its commit's message tells of; `nil` for those of the proposal.
        public var changes: [Change]?

        /// A change of its parts.
        public init(_ name: RefName, _ action: Action) {
            self.name = name
            self.action = action
        }
    }
}

/// Why a decision was not reached.
public enum Undecided: Error, Sendable, Equatable {
    /// These paths have to be loaded first; then the decision starts anew.
    case notLoaded(Set<Want>)
    /// The branch's commits since then have to be read first; then the decision starts anew.
    case commitsNotLoaded(since: Date)
    /// The repository or the policy is not in a state to decide by. The sentence says where and what.
    case failed(String)
}
