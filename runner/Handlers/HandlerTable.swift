import ArgumentParser
import FunctionHost
import GitOps
import ImageUpdater
import Logging

/// The handlers that this program has. A new one is a new row.
enum HandlerTable {
    /// One handler.
    struct Row: Sendable {
        /// Its name on command lines and in consumers, which is its name in commits.
        let name: String
        /// The subjects of its events.
        let subjects: [String]
        /// Makes what handles events. All of a process share the writer, and with it connection and group commits.
        let pipeline: @Sendable (BranchWriter, Settings, Logger) -> any EventHandling

        init(_ handler: some Handler, subjects: [String]) {
            name = handler.name
            self.subjects = subjects
            pipeline = { EventPipeline(handler, writer: $0, settings: $1, logger: $2) }
        }
    }

    /// All of them.
    static let rows = [
        Row(ImageUpdater(), subjects: ["gitops.events.image"])
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
