import FoundationEssentials
import GitOps
import TestSupport

/// Who sends events to one process, one after the other, as a bus does: what is to be retried comes again.
struct EventSource: Sendable {
    /// The source of its events.
    let name: String
    /// The application that they are for.
    let application: Int
    /// The tags that they name, in order.
    let tags: [String]

    /// What came of an event.
    struct Delivery: Sendable {
        /// The outcome that ended it.
        let outcome: Outcome
        /// How often it was sent.
        let attempts: Int
        /// From the first time that it was sent to the last answer.
        let duration: Duration
    }

    /// Sends all events.
    func deliver(to function: FunctionServer) async throws -> [Delivery] {
        var deliveries: [Delivery] = []
        for (number, tag) in tags.enumerated() {
            let start = ContinuousClock.now
            var attempts = 0
            var outcome: Outcome
            repeat {
                attempts += 1
                let answer = try await function.post(event(number, tag), type: "application/cloudevents+json")
                outcome = try JSONDecoder().decode(Outcome.self, from: Data(answer.body.utf8))
            } while outcome.outcome == .retry
            deliveries.append(Delivery(outcome: outcome, attempts: attempts, duration: .now - start))
        }
        return deliveries
    }

    /// The ids of its events, as trailers name them.
    var events: [String] { tags.indices.map { "\(name)/\($0)" } }

    private func event(_ number: Int, _ tag: String) -> String {
        """
        {"specversion":"1.0","type":"image","source":"\(name)","id":"\(number)",\
        "data":{"image":"\(MonorepoFiles(application).image)","tag":"\(tag)"}}
        """
    }
}
