import AlertRemediator
import ArgumentParser
import ChatRollback
import Events
import FunctionHost
import GitOps
import HealthRecorder
import ImageReference
import ImageUpdater
import Logging

/// The handlers that this program has. A new one is a new row.
enum HandlerTable {
    /// One handler.
    struct Row: Sendable {
        /// Its name on command lines and in consumers, which is its name in commits.
        let name: String
        /// The kinds of events that it takes. The order is that in which they were added.
        let kinds: [EventKind]
        /// Makes what handles events. All of a process share the writer, and with it connection and group commits.
        let pipeline: @Sendable (BranchWriter, Settings, Logger) -> any EventHandling

        /// - Parameter lanes: What a payload concerns; events of one lane are handled in their order. Unless it is said,
        ///   all events of the handler are of one.
        init<H: Handler>(
            _ handler: H,
            kinds: [EventKind],
            lanes: @escaping @Sendable (H.Payload) -> [String] = { _ in [""] }
        ) {
            name = handler.name
            self.kinds = kinds
            pipeline = { writer, settings, logger in
                let pipeline = EventPipeline(handler, writer: writer, settings: settings, logger: logger)
                return HandlerPipeline(handler: handler, pipeline: pipeline, lanes: lanes)
            }
        }
    }

    /// All of them.
    static let rows: [Row] = [
        // A bare name stands for every image that ends in it, so that both are of one lane.
        Row(
            ImageUpdater(), kinds: [.image],
            lanes: { event in event.images.map { String($0.image.lastComponent) } }),
        Row(HealthRecorder(), kinds: [.health], lanes: { [$0.application] }),
        // Whatever their order, what was done for an alert says what is stale; in order, it is done sooner.
        Row(
            AlertRemediator(), kinds: [.alert, .tick],
            lanes: { event in
                guard case .alerts(let delivery) = event else { return [] }
                return delivery.alerts.map(\.fingerprint)
            }),
        Row(ChatRollback(), kinds: [.chat], lanes: { [$0.likelyApplication].compactMap(\.self) }),
    ]

    /// Their names, for people.
    static var list: String { rows.map(\.name).joined(separator: ", ") }

    /// The handler of that name.
    static func row(named name: String) throws(ValidationError) -> Row {
        guard let row = rows.first(where: { $0.name == name }) else {
            throw ValidationError("There is no handler '\(name)'. There are: \(list).")
        }
        return row
    }

    /// The handlers of a list with commas; all of them where there is no list.
    static func rows(named list: String?) throws(ValidationError) -> [Row] {
        guard let list else { return rows }
        var named: [Row] = []
        for name in list.split(separator: ",", omittingEmptySubsequences: false) {
            let row = try row(named: String(name.filter { !$0.isWhitespace }))
            if !named.contains(where: { $0.name == row.name }) { named.append(row) }
        }
        return named
    }
}
