import Events
import FoundationEssentials
import GitOps
import Logging
import NATS

/// Where final outcomes are told.
protocol ResultSink: Sendable {
    /// Tells an outcome.
    func tell(_ outcome: Outcome, of message: any BusMessage) async
}

/// The stream of results: a CloudEvent an event, on the subject of its handler.
struct ResultStream: ResultSink {
    let publisher: BusPublisher
    let logger: Logger

    init(_ names: BusNames, on connection: NATSConnection, logger: Logger) {
        publisher = BusPublisher(connection: connection, stream: BusStream(role: .results, names: names))
        self.logger = logger
    }

    /// Publishes an outcome. If the bus does not take it, the event is done with all the same: results are news, and the
    /// branch has the truth.
    func tell(_ outcome: Outcome, of message: any BusMessage) async {
        let result = ResultEvent(outcome, of: message, at: .now)
        do {
            try await publisher.publish(
                try result.json(), to: publisher.stream.names.results(of: outcome.handler),
                headers: ["Content-Type": "application/cloudevents+json; charset=UTF-8"],
                id: "\(result.source)/\(result.id)")
        } catch {
            logger.warning(
                "result was not published",
                metadata: ["sequence": "\(message.sequence)", "event": "\(result.subject)", "reason": "\(error)"])
        }
    }
}

/// An outcome as a CloudEvent. Its data is the line that all hosts give.
struct ResultEvent: Codable, Sendable, Equatable {
    let specversion: String
    /// The same for all that comes of one event, so that a second delivery tells nothing new.
    let id: String
    let source: String
    let type: String
    /// The event that it is the result of.
    let subject: String
    let time: String
    let datacontenttype: String
    let data: Outcome

    init(_ outcome: Outcome, of message: any BusMessage, at now: Date) {
        let place = "\(EventIdentity(StreamPosition(stream: message.stream, sequence: message.sequence)))"
        // A name made of the body, or none, may be that of several events: then the place in the stream tells them apart.
        let event = outcome.event.flatMap { $0.hasPrefix("sha256:") ? nil : $0 } ?? place
        specversion = "1.0"
        // "Handled before" names the commit of the first time.
        id = "\(event):\(outcome.commit ?? outcome.outcome.rawValue)"
        source = "/gitops-functions/\(outcome.handler)"
        type = "gitops-functions.outcome.\(outcome.outcome.rawValue)"
        subject = outcome.event ?? place
        time = RFC3339.text(from: now)
        datacontenttype = "application/json"
        data = outcome
    }

    /// The event in structured mode (CloudEvents 1.0.2, JSON format).
    func json() throws -> [UInt8] {
        Array(try JSONLine.text(of: self).utf8)
    }
}
