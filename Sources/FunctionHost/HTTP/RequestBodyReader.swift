import HTTPTypes
import HummingbirdCore
import NIOCore

/// A request's body, as far as it was read.
package enum BodyReading: Sendable, Equatable {
    /// The whole body.
    case complete([UInt8])
    /// It is longer than the limit; the rest was not read.
    case tooLarge
}

/// Reads a request's body, but not more than allowed and not for ever.
struct RequestBodyReader: Sendable {
    let byteLimit: Int
    let timeLimit: Duration

    /// Whether the head alone says that the body is too long.
    func refuses(_ head: HTTPRequest) -> Bool { (Self.length(head) ?? 0) > byteLimit }

    /// Reads the body.
    ///
    /// - Throws: an error of the connection, or `CancellationError`, if the body ended too early or not in time. The
    ///   connection is then cut without an answer: to stop waiting for the client is to close its side of it.
    func read(_ request: Request) async throws -> BodyReading {
        if refuses(request.head) { return .tooLarge }
        return try await withThrowingTaskGroup(of: BodyReading?.self) { group in
            group.addTask { try await readAll(request) }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                return nil
            }
            defer { group.cancelAll() }
            guard let reading = try await group.next() ?? nil else { throw CancellationError() }
            return reading
        }
    }

    private func readAll(_ request: Request) async throws -> BodyReading {
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= byteLimit else { return .tooLarge }
            bytes += part.readableBytesView
        }
        // The sequence also ends where the connection or this task does.
        try Task.checkCancellation()
        guard Self.length(request.head).map({ $0 == bytes.count }) ?? true else { throw CancellationError() }
        return .complete(bytes)
    }

    private static func length(_ head: HTTPRequest) -> Int? {
        head.headerFields[.contentLength].flatMap { Int($0) }
    }
}
