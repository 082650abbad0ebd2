import FoundationEssentials
import GitOps

/// What the demo prints, in colour or plain.
struct DemoPaper: Sendable {
    /// Events longer than this are cut.
    private static let width = 110

    /// Whether the reader has colours.
    let isColoured: Bool

    /// What is there before the first event.
    func opening(repository: String, server: String) throws {
        try text(
            """

            \(bold("Events become commits"))

              repository   \(repository)
              NATS server  \(server), with JetStream
              handler      image-updater, on \(DemoStep.subject)

            """)
    }

    /// The headline of an event, and the event.
    func step(_ number: Int, _ step: DemoStep, body: [UInt8]) throws {
        // White space is of no matter in JSON, and a sample in several lines is shown in one.
        let lines = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline)
        let event = lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: lines.count > 1 ? " " : "")
        let shown = event.count > Self.width ? event.prefix(Self.width - 1) + "…" : event[...]
        try text("\n\(bold("\(number)  \(step.headline)"))\n   \(dim(shown))\n")
    }

    /// What came of it.
    func outcome(_ outcome: Outcome) throws {
        let refusals = (outcome.refused ?? []).map(\.description)
        var lines = refusals
        switch outcome.outcome {
        case .refused: break
        case .pushed:
            let requests = "\(outcome.requests ?? 0) request\(outcome.requests == 1 ? "" : "s") to Git"
            let cost = "\(requests), \(outcome.bytesSent ?? 0) bytes sent, \(outcome.milliseconds ?? 0) ms"
            let commit = dim("commit \(outcome.commit?.prefix(7) ?? ""), \(cost)")
            lines = [outcome.message, commit] + refusals.map { dim("left alone: \($0)") }
        case .unchanged, .invalid, .retry, .failed: lines = [outcome.message]
        }
        let indented = lines.joined(separator: "\n" + String(repeating: " ", count: 16))
        try text("   \(style.mark(outcome.outcome)) \(indented)\n")
    }

    /// A line above a part.
    func title(_ words: String) throws {
        try text("\n\(bold(words))\n\n")
    }

    /// What to do next.
    func closing() throws {
        try text(
            """

            \(bold("What to try next"))

              On a repository of your own, with a .gitops.yaml as in the README; nothing is pushed:
                GITOPS_REPOSITORY=... \(Self.program) invoke image-updater -f events-samples/image/ours.json --dry-run
              With a NATS server of your own:
                GITOPS_REPOSITORY=... NATS_URL=... \(Self.program) subscribe
                \(Self.program) publish \(DemoStep.subject) -f events-samples/image/ours.json

            Server, repository and their directory are gone.

            """)
    }

    /// Prints text as it is.
    func text(_ text: String) throws { try Print.bytes(Array(text.utf8)) }

    /// How the reader can call this program: from the project's directory, where scripts/demo goes.
    private static var program: String {
        let path = CommandLine.arguments.first ?? "runner"
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }

    private var style: TerminalStyle { TerminalStyle(isColoured: isColoured) }

    private func bold(_ text: String) -> String { style.bold(text) }

    private func dim(_ text: some StringProtocol) -> String { style.dim(text) }
}
