/// A repository behind SSH: `ssh://user@host:port/path` or `user@host:path`.
struct SSHAddress: Sendable, Hashable {
    let user: String?
    let host: String
    let port: Int?
    /// As the remote side sees it; relative to the user's home where it has no slash at its start.
    let path: String

    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if a part could be taken for an option or for more than one
    ///   word.
    init(user: String?, host: String, port: Int?, path: String) throws(RemoteGitError) {
        func isClean(_ text: String) -> Bool {
            !text.isEmpty && !text.hasPrefix("-")
                && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        }
        guard isClean(host), user.map(isClean) ?? true, !host.contains("@"), !path.isEmpty, !path.hasPrefix("-"),
            path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw RemoteGitError(.invalidRequest, "an SSH address is written as ssh://user@host/path or user@host:path")
        }
        self.user = user
        self.host = host
        self.port = port
        self.path = path
    }

    var destination: String { user.map { "\($0)@\(host)" } ?? host }

    /// The host as addresses write it.
    var hostInAddress: String { host.contains(":") ? "[\(host)]" : host }

    var options: [String] { port.map { ["-p", "\($0)"] } ?? [] }

    /// The command for the remote shell, the path in quotes.
    func command(_ service: GitService) -> String {
        "\(service.rawValue) '\(path.replacing("'", with: "'\\''"))'"
    }
}

extension SSHAddress: CustomStringConvertible {
    var description: String {
        let port = port.map { ":\($0)" } ?? ""
        let server = (user.map { "\($0)@" } ?? "") + hostInAddress + port
        if path.hasPrefix("/") { return "ssh://\(server)\(path)" }
        return server == destination ? "\(server):\(path)" : "ssh://\(server)/~/\(path)"
    }
}

/// Who this client is to SSH servers, and which servers it trusts.
public struct SSHIdentity: Sendable, Hashable {
    /// A private key's file; `nil` for what `ssh` finds itself.
    public var keyFile: String?
    /// A file of known hosts; `nil` for what `ssh` finds itself. A host that is not in it is refused in either case.
    public var knownHostsFile: String?

    /// An identity; neither file has to be given.
    public init(keyFile: String? = nil, knownHostsFile: String? = nil) {
        self.keyFile = keyFile
        self.knownHostsFile = knownHostsFile
    }

    var options: [String] {
        var options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"]
        if let keyFile { options += ["-o", "IdentitiesOnly=yes", "-i", keyFile] }
        if let knownHostsFile {
            options += ["-o", "UserKnownHostsFile=\"\(knownHostsFile)\"", "-o", "GlobalKnownHostsFile=/dev/null"]
        }
        return options
    }
}
