import Synchronization

/// Whether a server accepts work, for the readiness probe.
final class Readiness: Sendable {
    private let stopping = Atomic(false)

    /// Whether the server shuts down.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Says that no new work is wanted; there is no way back.
    func stop() { stopping.store(true, ordering: .releasing) }
}
