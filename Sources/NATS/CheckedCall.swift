import CNATS

/// Makes one call of the C library and throws what it did not like.
///
/// The library's last error is kept per thread, so that it is read here, before anything else runs on this thread.
///
/// - Parameters:
///   - operation: What is being done, to follow "cannot" in a sentence.
///   - call: The call; its argument is where JetStream functions put their own error code.
func checked(
    _ operation: @autoclosure () -> String,
    _ call: (UnsafeMutablePointer<jsErrCode>) -> natsStatus
) throws(NATSError) {
    // The code is 0 unless the server answered with one.
    var serverCode = jsErrCode(rawValue: 0)
    let status = call(&serverCode)
    guard status != NATS_OK else { return }
    throw NATSError(status: status, serverCode: serverCode, operation: operation())
}

extension NATSError {
    /// The error of a call that has just returned on this thread.
    init(status: natsStatus, serverCode: jsErrCode = jsErrCode(rawValue: 0), operation: String) {
        let code = Code(serverCode: serverCode) ?? Code(status: status)
        var lastStatus = NATS_OK
        let lastError = nats_GetLastError(&lastStatus).map { String(cString: $0) } ?? ""
        // The text of an earlier failure stays behind where a call fails without setting its own.
        let describes = lastStatus == status && !lastError.isEmpty
        self.init(code, operation, describes ? lastError : String(cString: natsStatus_GetText(status)))
    }
}

extension NATSError.Code {
    /// The class of a code that JetStream answered with, or `nil` if it answered with none.
    fileprivate init?(serverCode: jsErrCode) {
        switch serverCode {
        case jsErrCode(rawValue: 0): return nil
        case JSStreamNotFoundErr, JSStreamNotMatchErr, JSNotEnabledErr, JSNotEnabledForAccountErr: self = .noStream
        case JSConsumerNotFoundErr: self = .noConsumer
        case JSNoMessageFoundErr, JSSequenceNotFoundErr: self = .noMessage
        case JSClusterNotAvailErr, JSClusterNotLeaderErr, JSClusterNoPeersErr, JSClusterIncompleteErr,
            JSStreamOfflineErr, JSConsumerOfflineErr:
            self = .unreachable
        default: self = .refused
        }
    }

    /// The class of a status of the C library.
    fileprivate init(status: natsStatus) {
        self =
            switch status {
            case NATS_NO_SERVER, NATS_IO_ERROR, NATS_CONNECTION_DISCONNECTED, NATS_STALE_CONNECTION,
                NATS_NOT_YET_CONNECTED, NATS_INSUFFICIENT_BUFFER:
                .unreachable
            case NATS_CONNECTION_AUTH_FAILED, NATS_NOT_PERMITTED: .unauthorized
            case NATS_SSL_ERROR, NATS_SECURE_CONNECTION_WANTED, NATS_SECURE_CONNECTION_REQUIRED: .tls
            case NATS_TIMEOUT: .timeout
            case NATS_NO_RESPONDERS: .noStream
            case NATS_PROTOCOL_ERROR, NATS_LINE_TOO_LONG: .protocolViolation
            case NATS_ADDRESS_MISSING, NATS_INVALID_SUBJECT, NATS_INVALID_ARG, NATS_INVALID_TIMEOUT,
                NATS_INVALID_QUEUE_NAME, NATS_MAX_PAYLOAD:
                .invalidArgument
            case NATS_CONNECTION_CLOSED, NATS_INVALID_SUBSCRIPTION, NATS_DRAINING: .closed
            default: .other
            }
    }
}
