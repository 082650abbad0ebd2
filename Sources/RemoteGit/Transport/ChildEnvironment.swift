import FoundationEssentials
import Subprocess

/// What the programs are told that this process starts: all that it was told itself, but for the settings of functions.
/// Secrets are among those, and neither a repository's hooks nor what an `ssh_config` names have any business with them.
enum ChildEnvironment {
    /// - Parameter values: what is said otherwise.
    static func updating(_ values: [Environment.Key: String?]) -> Environment {
        let settings = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("GITOPS_") }
        let hidden = settings.compactMap { Environment.Key(rawValue: $0) }.map { ($0, String?.none) }
        return .inherit.updating(values.merging(hidden) { $1 })
    }
}
