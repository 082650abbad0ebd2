import RemoteGit

extension OutcomeKind {
    /// What a failed conversation with the Git server means for the event.
    init(of error: RemoteGitError) {
        self =
            switch error.kind {
            case .busy, .unreachable: .retry
            case .declined: .refused
            case .credentials, .notFound, .brokenAnswer, .tooLarge, .invalidRequest, .local: .failed
            }
    }
}

extension Undecided {
    /// The sentence of a failure.
    var message: String {
        switch self {
        case .failed(let message): message
        case .notLoaded: "the repository was not read far enough"
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
