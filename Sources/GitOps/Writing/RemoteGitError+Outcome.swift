import RemoteGit

extension OutcomeKind {
    /// What a failed conversation with the Git server means for the event.
    init(of error: RemoteGitError) {
        self =
            switch error.kind {
            case .busy, .unreachable: .retry
            case .pushDeclined: .refused
            case .declined, .credentials, .notFound, .brokenAnswer, .tooLarge, .invalidRequest, .local: .failed
            }
    }
}

extension RemoteGitError {
    /// Whether another event may do better: the server or the connection is not at fault.
    var mayBeOfOneEvent: Bool {
        switch kind {
        case .declined, .pushDeclined, .brokenAnswer, .tooLarge, .invalidRequest, .local: true
        case .busy, .unreachable, .credentials, .notFound: false
        }
    }
}

extension RemoteGitError {
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
