/// What came of an event, and how each kind of host says so. This is the only such table: hosts read it.
public enum OutcomeKind: String, Sendable, Codable, CaseIterable {
    /// A commit is on the branch.
    case pushed
    /// Already so, or this event was handled before.
    case unchanged
    /// The policy says no.
    case refused
    /// The event cannot be understood.
    case invalid
    /// It did not work now and may work later.
    case retry
    /// Anything else went wrong.
    case failed

    /// The exit code of a process that handled one event (sysexits.h where it has one).
    public var exitCode: Int32 {
        switch self {
        case .pushed, .unchanged: 0
        case .refused: 77  // EX_NOPERM
        case .invalid: 65  // EX_DATAERR
        case .retry: 75  // EX_TEMPFAIL
        case .failed: 70  // EX_SOFTWARE
        }
    }

    /// The status of an HTTP answer to a CloudEvent or plain JSON.
    public var httpStatus: Int {
        switch self {
        case .pushed, .unchanged: 200
        case .refused: 403
        case .invalid: 400
        case .retry: 503
        case .failed: 500
        }
    }

    /// What a JetStream consumer tells the server.
    public enum Acknowledgement: Sendable, Hashable {
        /// Done with it.
        case ack
        /// Put it into the dead letters, then never deliver it again.
        case deadLetter
        /// Deliver it again after a while.
        case redeliver
    }

    /// The answer to JetStream.
    public var acknowledgement: Acknowledgement {
        switch self {
        case .pushed, .unchanged, .refused: .ack
        case .invalid: .deadLetter
        case .retry, .failed: .redeliver
        }
    }
}
