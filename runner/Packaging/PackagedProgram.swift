import ArgumentParser
import FoundationEssentials

/// A program that can be put into an image: a handler's, or this one.
struct PackagedProgram: Sendable, Hashable {
    /// This program.
    static let ofRunner = PackagedProgram(known: "runner")

    /// Its name, which is its file's.
    let name: String

    /// All names, for people.
    static var list: String { "\(HandlerTable.list), \(ofRunner.name)" }

    /// - Throws: `ValidationError` if there is none of this name.
    init(_ name: String) throws(ValidationError) {
        guard name == Self.ofRunner.name || HandlerTable.rows.contains(where: { $0.name == name }) else {
            throw ValidationError("There is no program '\(name)'. There are: \(Self.list).")
        }
        self.init(known: name)
    }

    private init(known name: String) {
        self.name = name
    }

    /// The handlers' programs.
    static var handlers: [PackagedProgram] { HandlerTable.rows.map { PackagedProgram(known: $0.name) } }

    /// Whether it is this program.
    var isRunner: Bool { self == Self.ofRunner }

    /// What its events are about; nothing for this program.
    private var kinds: [EventKind] { HandlerTable.rows.first { $0.name == name }?.kinds ?? [] }

    /// What its events are about, first of all; `nil` for this program, which takes all.
    var kind: EventKind? { kinds.first }

    /// Whether it waits for moments, and so has to be told that time passes.
    var takesTicks: Bool { kinds.contains(.tick) }

    /// The subject of its events on NATS, the first one if it has several.
    var subject: String { kind.map(BusNames.standard.events) ?? BusNames.standard.events }

    /// What the types of its events begin with where they are CloudEvents.
    var eventTypes: [String] {
        kinds.map(BusNames.standard.events) + (kind == .image ? ["dev.cdevents.artifact.published."] : [])
    }

    /// What it does, in a sentence for a label.
    var summary: String {
        isRunner
            ? "Runs the handlers of gitops-functions on events from NATS JetStream"
            : "The handler \(name) of gitops-functions: one event, one idempotent Git commit"
    }

    /// What the image does where it is run without arguments: a handler serves HTTP, since `PORT` is set there.
    var standardArguments: [String] { isRunner ? ["subscribe"] : [] }

    /// Its file beside this program's.
    var fileBesideOurs: String? {
        guard let own = OwnExecutable.path, let slash = own.lastIndex(of: "/") else { return nil }
        return "\(own[...slash])\(name)"
    }

    /// A pattern with the name filled in for `{handler}`.
    func filling(_ pattern: String) -> String {
        pattern.split(separator: Self.placeholder, omittingEmptySubsequences: false).joined(separator: name)
    }

    /// What stands for the name in options that are for several programs.
    static let placeholder = "{handler}"
}
