import GitOps

/// Why a change is not made.
enum Refused: Error {
    /// Something has to be read before it is known, or nothing can be decided at all.
    case undecided(Undecided)
    /// What keeps it from being made, in a sentence.
    case reason(String)

    /// The decision that was not reached.
    var undecided: Undecided {
        switch self {
        case .undecided(let undecided): undecided
        case .reason(let reason): .failed(reason)
        }
    }
}
