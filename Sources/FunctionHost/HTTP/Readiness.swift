import Synchronization

/// Whether a server accepts work, for the readiness probe.
package final class Readiness: Sendable {
    private let stopping = Atomic(false)

    /// The readiness of a server that is to run.
    package init() {}

    /// Whether the server shuts down.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Says that no new work is wanted; there is no way back.
    func stop() { stopping.store(true, ordering: .releasing) }
}
