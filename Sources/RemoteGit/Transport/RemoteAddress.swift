import FoundationEssentials

/// Where a repository is: `https://`, `http://`, `ssh://`, `user@host:path`, or a path on this machine.
public struct RemoteAddress: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        /// An address without credentials and without a slash at the end.
        case http(String)
        case ssh(SSHAddress)
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
            self.init(place: try Self.scpLike(text).map(Place.ssh) ?? .local(text), credentials: nil)
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
            // A name alone is how hosts write an address with a token.
            let credentials =
                parts.password.map { Credentials(username: parts.user, token: $0) }
                ?? parts.user.map { Credentials(username: nil, token: $0) }
            (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
            // As it is written: a slash in a name is written otherwise than one between two.
            while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
            guard let url = parts.string else {
                throw RemoteGitError(.invalidRequest, "the repository's address cannot be read")
            }
            self.init(place: .http(url), credentials: credentials)
        case "file":
            guard parts.path.hasPrefix("/") else {
                throw RemoteGitError(.invalidRequest, "the repository's address has no path: file:///path/to/it")
            }
            self.init(place: .local(parts.path), credentials: nil)
        case "ssh", "git+ssh":
            // "/~/path" and "/~user/path" are relative to a home (git-clone, "Git URLs").
            let path = parts.path.hasPrefix("/~") ? String(parts.path.dropFirst()) : parts.path
            // Brackets are for addresses, where a colon stands before the port. To `ssh` they would be a part of the name.
            let host = (parts.host ?? "").filter { !"[]".contains($0) }
            let address = try SSHAddress(
                user: parts.user, host: host, port: parts.port,
                path: path.hasPrefix("~/") ? String(path.dropFirst(2)) : path)
            self.init(place: .ssh(address), credentials: nil)
        default:
            throw RemoteGitError(
                .invalidRequest,
                "the repository's address begins with none of https://, http:// and ssh://, nor is it a path"
            )
        }
    }

    private init(place: Place, credentials: Credentials?) {
        self.place = place
        self.credentials = credentials
    }

    /// `host:path` with no slash before the colon is SSH to Git, whatever is on the disk (git-clone, "Git URLs").
    private static func scpLike(_ text: String) throws(RemoteGitError) -> SSHAddress? {
        guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
        // `ext::command` is Git's way to run a program, and brackets are for ports and IPv6: both have other spellings.
        guard !text[colon...].hasPrefix("::"), !text.contains("[") else {
            throw RemoteGitError(.invalidRequest, "an SSH address is written as ssh://user@host/path or user@host:path")
        }
        let parts = text[..<colon].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        return try SSHAddress(
            user: parts.count == 2 ? String(parts[0]) : nil, host: parts.last.map(String.init) ?? "", port: nil,
            path: String(text[text.index(after: colon)...]))
    }
}

extension RemoteAddress: CustomStringConvertible {
    /// The address without credentials.
    public var description: String {
        switch place {
        case .http(let url): url
        case .ssh(let address): address.description
        case .local(let path): path
        }
    }
}

extension RemoteAddress {
    /// The address as a person would open it in a browser, as far as that can be told: HTTPS in place of SSH, without
    /// `.git`.
    public var webAddress: String {
        let address =
            switch place {
            case .http(let url): url
            case .ssh(let ssh): "https://\(ssh.hostInAddress)/\(ssh.path.drop { $0 == "/" })"
            case .local(let path): path
            }
        return address.hasSuffix(".git") ? String(address.dropLast(4)) : address
    }

    /// The repository's address that a redirection leads to; `nil` if it leaves the host, gives up encryption, or is not
    /// the same request at another place.
    static func redirected(from url: String, to location: String, path: String) -> String? {
        guard location.hasSuffix(path), let old = URLComponents(string: url),
            let new = URLComponents(string: location), new.user == nil, new.password == nil,
            old.host?.lowercased() == new.host?.lowercased()
        else { return nil }
        let (here, there) = (Self.server(old), Self.server(new))
        let isUpgrade = here == ("http", 80) && there == ("https", 443)
        return here == there || isUpgrade ? String(location.dropLast(path.count)) : nil
    }

    /// The scheme, and the port that is meant where none is written.
    private static func server(_ address: URLComponents) -> (scheme: String?, port: Int?) {
        let scheme = address.scheme?.lowercased()
        return (scheme, address.port ?? (scheme == "http" ? 80 : scheme == "https" ? 443 : nil))
    }
}
