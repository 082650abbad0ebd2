import GitOps
import Glibc

/// The programs that the demo starts, and what they are told of the user's environment.
struct DemoPrograms: Sendable {
    /// Absolute path of `git`.
    let git: String
    /// Absolute path of `nats-server`.
    let natsServer: String
    /// The variables that they get: no configuration of the user's.
    let variables: [String: String]

    /// - Throws: ``CommandFailure`` if one is missing.
    init(environment: [String: String]) throws(CommandFailure) {
        // A user's PATH often lacks the directories for servers.
        let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
        let directories = [environment["GITOPS_TOOLS"], ".tools/bin"].compactMap(\.self) + path
        git = try Self.find("git", in: directories)
        natsServer = try Self.find("nats-server", in: directories)
        var variables = [
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_PAGER": "cat", "LC_ALL": "C.UTF-8",
        ]
        for name in ["PATH", "TMPDIR", "TERM"] { variables[name] = environment[name] }
        self.variables = variables
    }

    private static func find(_ name: String, in directories: [String]) throws(CommandFailure) -> String {
        for directory in directories {
            guard let path = realpath("\(directory)/\(name)", nil) else { continue }
            defer { free(path) }
            // Not the resolved path: a program may look at the name that it was called by.
            if access(path, X_OK) == 0 {
                return directory.hasPrefix("/") ? "\(directory)/\(name)" : String(cString: path)
            }
        }
        throw CommandFailure(.failed, "\(name) is not here: run scripts/demo, which gets what the demo needs")
    }
}
