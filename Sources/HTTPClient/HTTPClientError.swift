/// Why there is no answer to a request. Callers read the class, people read the sentence.
///
/// It names the server and never the rest of the address: in web hooks that is often the secret.
public struct HTTPClientError: Error, Sendable, Hashable {
    /// What kind of failure it is, and so what helps.
    public enum Class: String, Sendable {
        /// The address or a header cannot be read.
        case invalidRequest
        /// The client may not ask this server, or not in this way.
        case notAllowed
        /// The server's certificate is not trusted.
        case untrusted
        /// A proxy on the way wants credentials, or others.
        case proxyCredentials
        /// There is no such server, or the connection to it broke.
        case unreachable
        /// No byte came or went for too long, or the whole of it took too long.
        case timedOut
        /// The task was cancelled.
        case cancelled
        /// The answer is larger than allowed.
        case tooLarge
        /// libcurl or a file of this machine failed.
        case local
    }

    /// The kind of failure.
    public let kind: Class
    /// Scheme, host and port: `https://hooks.example.com`.
    public let server: String
    /// What is wrong, as the rest of a sentence that begins with the server.
    public let problem: String

    init(_ kind: Class, _ server: String, _ problem: String) {
        self.kind = kind
        self.server = server
        self.problem = problem
    }
}

extension HTTPClientError: CustomStringConvertible {
    /// The sentence.
    public var description: String { "\(server) \(problem)" }
}
