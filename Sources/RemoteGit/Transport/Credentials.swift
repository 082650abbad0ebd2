import FoundationEssentials

/// What a server wants to be shown. It never prints the secret.
public struct Credentials: Sendable, Hashable {
    /// How the secret is sent.
    enum Scheme: Sendable, Hashable {
        /// As the password of a user (RFC 7617).
        case basic(username: String)
        /// As a bearer token (RFC 6750).
        case bearer
    }

    /// Where the secret is.
    private enum Secret: Sendable, Hashable {
        case text(String)
        case file(String)
    }

    let scheme: Scheme
    private let secret: Secret

    private init(_ scheme: Scheme, _ secret: Secret) {
        self.scheme = scheme
        self.secret = secret
    }

    /// A token as the password of HTTP Basic. Hosts that take tokens mostly ignore the name; where none is given it is
    /// `git`.
    public init(username: String?, token: String) {
        self.init(.basic(username: Self.name(username)), .text(token))
    }

    /// The same, with the token in a file. The file is read for each request, so that a token can be renewed.
    public init(username: String?, tokenFile: String) {
        self.init(.basic(username: Self.name(username)), .file(tokenFile))
    }

    /// The same credentials, sent as a bearer token.
    public var asBearer: Credentials { Credentials(.bearer, secret) }

    private static func name(_ username: String?) -> String {
        username.flatMap { $0.isEmpty ? nil : $0 } ?? "git"
    }

    /// The token as it is now, white space around it dropped.
    ///
    /// - Throws: ``RemoteGitError`` of class `credentials` if the file cannot be read or holds none.
    func token() throws(RemoteGitError) -> String {
        switch secret {
        case .text(let token): return token
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path),
                let text = String(validating: data, as: UTF8.self)
            else { throw RemoteGitError(.credentials, "the token file \(path) cannot be read") }
            let words = text.split(whereSeparator: \.isWhitespace)
            guard words.count == 1, let token = words.first else {
                throw RemoteGitError(.credentials, "the token file \(path) does not hold one token")
            }
            return String(token)
        }
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the token.
    public var description: String {
        switch scheme {
        case .basic(let username): "credentials of \(username)"
        case .bearer: "a bearer token"
        }
    }
    /// Never the token.
    public var debugDescription: String { description }
    /// Never the token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
