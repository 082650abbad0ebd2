/// Says what could not be done with a NATS server, and why. It holds no secret.
public struct NATSError: Error, Sendable, Hashable {
    /// What kind of failure it was; what to do next depends on this alone, never on the text.
    public enum Code: String, Sendable {
        /// No server could be reached, or the connection was lost and is not back. Passing.
        case unreachable
        /// The server refused the credentials, or these do not permit the action.
        case unauthorized
        /// TLS could not be set up: a file cannot be read, a certificate is not trusted, or only one side wants TLS.
        case tls
        /// No answer came in time. What was asked for may have been done all the same.
        case timeout
        /// No stream takes the subject, the stream does not exist, or JetStream is off.
        case noStream
        /// The consumer does not exist.
        case noConsumer
        /// The stream has no message of that number.
        case noMessage
        /// The server refused the request, as one for a stream whose subjects another stream has.
        case refused
        /// The peer does not speak as a NATS server does.
        case protocolViolation
        /// A subject, header, name, size or option is not allowed.
        case invalidArgument
        /// The connection was closed, by us or because the server took the credentials back. It does not come back.
        case closed
        /// The message was acknowledged, returned or terminated before.
        case alreadySettled
        /// Anything else, as memory that ran out.
        case other
    }

    /// The kind of failure.
    public let code: Code
    /// What was being done, to follow "cannot": "connect to nats://127.0.0.1:4222".
    public let operation: String
    /// Why it failed, in the library's or the server's words.
    public let reason: String

    init(_ code: Code, _ operation: String, _ reason: String) {
        self.code = code
        self.operation = redactingUserInfo(operation)
        self.reason = redactingUserInfo(reason)
    }
}

extension NATSError: CustomStringConvertible {
    /// The whole sentence, without a full stop: "cannot connect to nats://127.0.0.1:4222: No server available".
    public var description: String { "cannot \(operation): \(reason)" }
}
