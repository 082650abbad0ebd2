public import FoundationEssentials

/// A private key that commits are signed with: Ed25519 in OpenSSH's format, or OpenPGP. It never prints itself.
public struct SigningKey: Sendable {
    private enum Kind: Sendable {
        case ssh(SSHSigningKey)
        /// An armoured secret key, for `gpg` to read.
        case openPGP([UInt8], searchPath: String)
    }

    private let kind: Kind

    /// Reads a key from a file, once: the file is not needed later.
    ///
    /// - Parameter searchPath: directories with programs, separated by colons. An OpenPGP key needs `gpg` in one of them,
    ///   and that it is missing shall show before the first commit.
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if commits cannot be signed with what is there. The sentence
    ///   holds nothing of the file.
    public init(
        file path: String,
        searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
    ) throws(RemoteGitError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RemoteGitError(.invalidRequest, "the file cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self)
        switch try Armour(text) {
        case .openSSH: kind = .ssh(try SSHSigningKey(text))
        case .openPGP:
            let directories = searchPath.split(separator: ":")
            guard directories.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/gpg") }) else {
                throw RemoteGitError(.invalidRequest, GnuPG.missing)
            }
            kind = .openPGP(Array(data), searchPath: searchPath)
        }
    }

    /// Lends what signs with this key, and leaves nothing of it behind.
    ///
    /// - Throws: ``RemoteGitError``: of class `local`, or what `body` throws.
    func lend<Value>(
        _ body: (any CommitSigner) async throws(RemoteGitError) -> Value
    ) async throws(RemoteGitError) -> Value {
        switch kind {
        case .ssh(let key): try await body(key)
        case .openPGP(let key, let searchPath): try await GnuPG.lend(key, searchPath: searchPath, body)
        }
    }
}

/// Signs commits, one after another.
protocol CommitSigner: Sendable {
    /// The armoured signature of a commit without one.
    ///
    /// - Throws: ``RemoteGitError`` of class `local`.
    func sign(_ commit: [UInt8]) async throws(RemoteGitError) -> String
}

/// What the first line of a file says of the key in it.
private enum Armour {
    case openSSH
    case openPGP

    /// - Throws: ``RemoteGitError`` of class `invalidRequest` for all that is no private key in one of the two formats.
    init(_ text: String) throws(RemoteGitError) {
        let text = text.drop(while: \.isWhitespace)
        let rows: [(start: String, problem: String)] = [
            ("ssh-", "the file holds a public key; the private one is needed"),
            ("-----BEGIN PGP PUBLIC KEY", "the file holds a public key; the private one is needed"),
            ("-----BEGIN PUBLIC KEY", "the file holds a public key; the private one is needed"),
            ("-----BEGIN ", "the key is neither in OpenSSH's format, as ssh-keygen -t ed25519 makes it, nor OpenPGP's"),
        ]
        if text.hasPrefix(SSHSigningKey.firstLine) {
            self = .openSSH
        } else if text.hasPrefix("-----BEGIN PGP PRIVATE KEY BLOCK-----") {
            self = .openPGP
        } else {
            let problem = text.isEmpty ? "the file is empty" : rows.first { text.hasPrefix($0.start) }?.problem
            throw RemoteGitError(.invalidRequest, problem ?? "the file does not hold a private key")
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of key, never the key.
    public var description: String {
        switch kind {
        case .ssh: "an SSH key"
        case .openPGP: "an OpenPGP key"
        }
    }
    /// The kind of key, never the key.
    public var debugDescription: String { description }
    /// The kind of key, never the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
