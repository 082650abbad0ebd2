import FoundationEssentials

/// Where a repository is: `https://`, `http://`, or a path on this machine.
public struct RemoteAddress: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        /// An address without credentials and without a slash at the end.
        case http(String)
        /// An absolute or relative path.
        case local(String)
    }

    let place: Place
    /// Credentials that were written into the address.
    let credentials: Credentials?

    /// Parses an address.
    ///
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` that says what was expected.
    public init(_ text: String) throws(RemoteGitError) {
        guard !text.isEmpty else { throw RemoteGitError(.invalidRequest, "the repository's address is empty") }
        guard text.contains("://") else {
            guard !Self.isSCPLike(text) else { throw Self.sshError }
            self.init(place: .local(text), credentials: nil)
            return
        }
        // The text may hold a token, so no message repeats it.
        guard var parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
            throw RemoteGitError(.invalidRequest, "the repository's address cannot be read")
        }
        switch scheme {
        case "http", "https":
            guard let host = parts.host, !host.isEmpty else {
                throw RemoteGitError(.invalidRequest, "the repository's address has no host")
            }
            let credentials = parts.password.map { Credentials(username: parts.user ?? "", token: $0) }
            (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
            while parts.path.hasSuffix("/") { parts.path.removeLast() }
            guard let url = parts.string else {
                throw RemoteGitError(.invalidRequest, "the repository's address cannot be read")
            }
            self.init(place: .http(url), credentials: credentials)
        case "file":
            guard parts.path.hasPrefix("/") else {
                throw RemoteGitError(.invalidRequest, "the repository's address has no path: file:///path/to/it")
            }
            self.init(place: .local(parts.path), credentials: nil)
        case "ssh", "git+ssh": throw Self.sshError
        default:
            throw RemoteGitError(
                .invalidRequest, "the repository's address begins with neither https:// nor http:// nor is it a path"
            )
        }
    }

    private init(place: Place, credentials: Credentials?) {
        self.place = place
        self.credentials = credentials
    }

    private static let sshError = RemoteGitError(
        .invalidRequest, "SSH addresses are not supported yet: use https:// or a local path"
    )

    /// `host:path` with no slash before the colon is SSH to Git, whatever is on the disk (git-clone, "Git URLs").
    private static func isSCPLike(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return !text[..<colon].contains("/")
    }
}

extension RemoteAddress: CustomStringConvertible {
    /// The address without credentials.
    public var description: String {
        switch place {
        case .http(let url): url
        case .local(let path): path
        }
    }
}

/// A user's name and a token, sent as HTTP Basic (RFC 7617).
public struct Credentials: Sendable, Hashable {
    let username: String
    let token: String

    /// Credentials of their parts. Hosts that take tokens mostly ignore the name; where none is given it is `git`.
    public init(username: String?, token: String) {
        self.username = username.flatMap { $0.isEmpty ? nil : $0 } ?? "git"
        self.token = token
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible {
    /// Never the token.
    public var description: String { "credentials of \(username)" }
    /// Never the token.
    public var debugDescription: String { description }
}
