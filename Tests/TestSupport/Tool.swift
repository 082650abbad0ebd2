import FoundationEssentials
import Glibc

/// Finds the programs that tests and the demo start.
public enum Tool {
    /// The absolute path of a program.
    ///
    /// Looked for in this order: the directory that `GITOPS_TOOLS` names, the project's own `.tools`, `PATH`, and the
    /// directories for servers, which a user's `PATH` often lacks.
    ///
    /// - Throws: ``TestSupportError`` that says how to get the program.
    public static func path(_ name: String) throws -> String {
        for directory in directories where access("\(directory)/\(name)", X_OK) == 0 {
            return "\(directory)/\(name)"
        }
        throw TestSupportError("the program '\(name)' is not here: 'scripts/test' fetches it into .tools/bin")
    }

    private static var directories: [String] {
        let environment = ProcessInfo.processInfo.environment
        let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let tools = environment["GITOPS_TOOLS"].map { [$0] } ?? []
        return tools + ["\(projectDirectory)/.tools/bin"] + path + ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
    }

    /// The directory of the project: this file is `Tests/TestSupport/Tool.swift` in it.
    private static var projectDirectory: String {
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    }
}
