import FoundationEssentials
import NATS
import Synchronization

@testable import runner

/// A message that notes what it is told.
final class FakeMessage: BusMessage {
    /// One thing that it was told.
    enum Told: Equatable {
        case ack, nak(Duration), term, inProgress
    }

    let subject = "gitops.events.image"
    let payload: [UInt8]
    let headers: NATSHeaders
    let stream = "GITOPS_EVENTS"
    let sequence: UInt64
    let deliveries: UInt64
    let timestamp = Date(timeIntervalSince1970: 1_800_000_000)
    private let notes = Mutex<[Told]>([])

    init(_ text: String = "", sequence: UInt64 = 1, deliveries: UInt64 = 1, headers: NATSHeaders = [:]) {
        self.headers = headers
        payload = Array(text.utf8)
        self.sequence = sequence
        self.deliveries = deliveries
    }

    var told: [Told] { notes.withLock { $0 } }

    func ack() { note(.ack) }
    func nak(delay: Duration) { note(.nak(delay)) }
    func term() { note(.term) }
    func inProgress() { note(.inProgress) }

    private func note(_ told: Told) { notes.withLock { $0.append(told) } }
}
