import ArgumentParser
import FoundationEssentials

/// What subjects and streams are called.
struct BusOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What subjects begin with.",
            discussion:
                "Default: $GITOPS_SUBJECT_PREFIX, or else \(BusNames.standardPrefix). Streams are named after it.",
            valueName: "name"))
    var prefix: String?

    func validate() throws {
        guard let prefix else { return }
        do {
            _ = try BusNames(prefix: prefix)
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// The names.
    ///
    /// - Throws: ``CommandFailure`` if nothing can be named so.
    func names(environment: [String: String]) throws(CommandFailure) -> BusNames {
        let variable = environment["GITOPS_SUBJECT_PREFIX"].flatMap { $0.isEmpty ? nil : $0 }
        return try BusNames(prefix: prefix ?? variable ?? BusNames.standardPrefix)
    }
}
