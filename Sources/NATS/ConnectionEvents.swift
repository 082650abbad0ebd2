import Logging
import Synchronization

/// Hears from the library's threads what happens to one connection, and logs each change once; and has what they ask for
/// when they connect.
///
/// The library may call back after a connection was destroyed. It is therefore given a number instead of a pointer: a
/// late call finds nothing under its number, and nothing has to be kept alive or released for it.
final class ConnectionEvents: Sendable {
    private enum State {
        case connected, lost, closed
    }

    /// What the library is given; never zero.
    let number: UInt
    /// The file of the user who connects, where there is one.
    let userFile: UserFile?
    private let logger: Logger
    private let state = Mutex(State.connected)
    private let hadNoSignature = Mutex(false)

    private struct Listeners {
        var lastNumber: UInt = 0
        var byNumber: [UInt: ConnectionEvents] = [:]
    }

    private static let listeners = Mutex(Listeners())

    /// Starts to listen; the caller ends it with ``stopListening()``.
    init(logger: Logger, userFile: UserFile?) {
        self.logger = logger
        self.userFile = userFile
        number = Self.listeners.withLock { listeners in
            listeners.lastNumber += 1
            return listeners.lastNumber
        }
        Self.listeners.withLock { $0.byNumber[number] = self }
    }

    /// The events behind what a callback was given.
    static subscript(number: UnsafeMutableRawPointer?) -> ConnectionEvents? {
        listeners.withLock { $0.byNumber[UInt(bitPattern: number)] }
    }

    /// Later calls of the library are ignored.
    func stopListening() {
        Self.listeners.withLock { _ = $0.byNumber.removeValue(forKey: number) }
    }

    /// A server gave something to sign whose signature cannot be sent.
    func couldNotSign() {
        hadNoSignature.withLock { $0 = true }
    }

    /// Whether that happened since this was asked last.
    func takeWhetherItCouldNotSign() -> Bool {
        hadNoSignature.withLock { value in
            defer { value = false }
            return value
        }
    }

    func lost() {
        guard change(to: .lost, from: .connected) else { return }
        logger.warning("NATS connection lost, reconnecting")
    }

    func back(at server: String) {
        guard change(to: .connected, from: .lost) else { return }
        logger.notice("NATS connection is back", metadata: ["server": "\(server)"])
    }

    /// The library gave up, as it does when the server refuses the credentials twice.
    func closed() {
        guard change(to: .closed, from: .connected) || change(to: .closed, from: .lost) else { return }
        logger.error("NATS connection closed by the library")
    }

    func failed(_ error: NATSError) {
        logger.warning("NATS reported an error", metadata: ["error": "\(error.reason)"])
    }

    private func change(to new: State, from old: State) -> Bool {
        state.withLock { state in
            guard state == old else { return false }
            state = new
            return true
        }
    }
}
