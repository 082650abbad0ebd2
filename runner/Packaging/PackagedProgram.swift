import ArgumentParser
import FoundationEssentials

/// A program that can be put into an image: a handler's, or this one.
struct PackagedProgram: Sendable, Hashable {
    /// The name of this program.
    static let runner = "runner"

    /// Its name, which is its file's.
    let name: String

    /// All names, for people.
    static var list: String { "\(HandlerTable.list), \(runner)" }

    /// - Throws: `ValidationError` if there is none of this name.
    init(_ name: String) throws(ValidationError) {
        guard name == Self.runner || HandlerTable.rows.contains(where: { $0.name == name }) else {
            throw ValidationError("There is no program '\(name)'. There are: \(Self.list).")
        }
        self.name = name
    }

    /// What it does, in a sentence for a label.
    var summary: String {
        self.name == Self.runner
            ? "Runs the handlers of gitops-functions on events from NATS JetStream"
            : "The handler \(name) of gitops-functions: one event, one idempotent Git commit"
    }

    /// What the image does where it is run without arguments: a handler serves HTTP, since `PORT` is set there.
    var standardArguments: [String] { name == Self.runner ? ["subscribe"] : [] }

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
