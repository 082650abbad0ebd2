import FunctionHost
import GitOps
import Logging
import Synchronization

/// Prints outcomes on standard output, one line each.
final class OutcomeLines: Sendable {
    private let isBroken = Atomic(false)
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Prints one. That nobody wants to read it any more does not change what was done; it is said once.
    @Sendable func print(_ outcome: Outcome) {
        do {
            try StandardOutput.write(outcome.jsonLine())
        } catch {
            guard !isBroken.exchange(true, ordering: .relaxed) else { return }
            logger.warning("standard output cannot be written", metadata: ["error": "\(error)"])
        }
    }
}
