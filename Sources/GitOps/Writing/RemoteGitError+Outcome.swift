import Logging
public import RemoteGit

extension OutcomeKind {
    /// What a failed conversation with the Git server means for what it was for.
    public init(of error: RemoteGitError) {
        self =
            switch error.kind {
            case .busy, .unreachable: .retry
            case .pushDeclined: .refused
            case .declined, .credentials, .notFound, .brokenAnswer, .tooLarge, .invalidRequest, .local: .failed
            }
    }
}

extension RemoteGitError {
    /// The outcomes of events that it keeps from being decided; the log says why.
    func outcomes(of events: [PendingEvent], _ logger: Logger) -> [Outcome] {
        logger.info("git failed", metadata: ["class": "\(kind.rawValue)", "reason": "\(message)"])
        return events.map { Outcome(self, of: $0) }
    }

    /// Whether another event may do better: the server or the connection is not at fault.
    var mayBeOfOneEvent: Bool {
        switch kind {
        case .declined, .pushDeclined, .brokenAnswer, .tooLarge, .invalidRequest, .local: true
        case .busy, .unreachable, .credentials, .notFound: false
        }
    }

    /// Whether it may be that the branch has moved on, and what was seen of it is no more.
    var mayBeOfAnOldTip: Bool { [.declined, .brokenAnswer, .notFound].contains(kind) }
}

extension Undecided {
    /// The sentence of a failure.
    var message: String {
        switch self {
        case .failed(let message): message
        case .notLoaded, .commitsNotLoaded: "the repository was not read far enough"
        }
    }
}
