/// Why a conversation with a Git server failed. Callers read the class, people read the sentence.
public struct RemoteGitError: Error, Sendable, Hashable {
    /// What kind of failure it is, and so what helps.
    public enum Class: String, Sendable {
        /// The server wants other credentials, or any.
        case credentials
        /// There is no such repository or branch.
        case notFound
        /// The server does not give what it was asked for, in its own words.
        case declined
        /// The server does not take what was pushed, in its own words.
        case pushDeclined
        /// The server asks to come back later (429, 5xx).
        case busy
        /// The server did not answer in time, or could not be reached.
        case unreachable
        /// What came back is not what Git's protocol says.
        case brokenAnswer
        /// The answer is larger than allowed.
        case tooLarge
        /// The request makes no sense: an address that cannot be read, a path outside the rules.
        case invalidRequest
        /// A library or this machine failed.
        case local
    }

    /// The kind of failure.
    public let kind: Class
    /// A sentence for people, without secrets.
    public let message: String

    /// An error with its sentence.
    public init(_ kind: Class, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension RemoteGitError: CustomStringConvertible {
    /// The sentence.
    public var description: String { message }
}
