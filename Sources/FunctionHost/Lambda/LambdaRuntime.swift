import HTTPClient

/// AWS Lambda's side of a custom runtime: it hands out one invocation after the other and takes what came of each
/// (AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes").
struct LambdaRuntime: Sendable {
    /// The next invocation may be long in coming, and the process is frozen meanwhile. libcurl counts up to 24 days; no
    /// environment lives that long.
    private static let patience = Duration.seconds(14 * 24 * 3600)
    /// The largest payload of an invocation has 6 MB.
    private static let longestPayload = 8 << 20

    private let address: String
    private let client: HTTPClient

    /// - Parameter host: host and port, as `AWS_LAMBDA_RUNTIME_API` has them.
    init(host: String) throws(HTTPClientError) {
        address = "http://\(host)/2018-06-01/runtime"
        client = try HTTPClient(
            HTTPClient.Options(
                limits: HTTPClient.Limits(
                    stall: Self.patience, total: Self.patience, maximumBytes: Self.longestPayload)))
    }

    /// Waits for the next invocation.
    ///
    /// - Throws: ``HTTPClientError`` or ``LambdaRuntimeError``; this process has no more work then.
    func next() async throws -> LambdaInvocation {
        let response = try await client.send(HTTPClient.Request(url: "\(address)/invocation/next"))
        guard response.isSuccess, let id = response[header: "Lambda-Runtime-Aws-Request-Id"] else {
            throw LambdaRuntimeError("the runtime API answered \(response.status) to the wish for an invocation")
        }
        return LambdaInvocation(id: id, payload: response.body)
    }

    /// Says what came of an invocation.
    func settle(_ invocation: LambdaInvocation, _ answer: LambdaAnswer) async throws {
        let path = "invocation/\(invocation.id)"
        switch answer {
        case .response(let body): try await post(body, to: "\(path)/response")
        case .error(let failure): try await post(failure, to: "\(path)/error")
        }
    }

    /// Says that the function cannot even start.
    func refuseToStart(_ failure: LambdaFailure) async throws { try await post(failure, to: "init/error") }

    private func post(_ failure: LambdaFailure, to path: String) async throws {
        try await post(
            try failure.json(), to: path, headers: [("Lambda-Runtime-Function-Error-Type", failure.errorType)])
    }

    private func post(
        _ body: [UInt8], to path: String, headers: [(name: String, value: String)] = []
    ) async throws {
        let json = [(name: "Content-Type", value: "application/json")]
        let request = HTTPClient.Request(url: "\(address)/\(path)", headers: json + headers, body: body)
        let response = try await client.send(request)
        guard response.isSuccess else {
            throw LambdaRuntimeError("the runtime API answered \(response.status) to the end of an invocation")
        }
    }
}

/// One call of the function.
struct LambdaInvocation: Sendable {
    let id: String
    let payload: [UInt8]
}

/// What came of an invocation.
enum LambdaAnswer: Sendable {
    /// The function's answer, JSON.
    case response([UInt8])
    /// The invocation failed, so that Lambda invokes again where the caller does not wait, and then hands the event to
    /// the function's dead letters.
    case error(LambdaFailure)
}

/// The runtime API did not do what it is there for.
struct LambdaRuntimeError: Error, CustomStringConvertible {
    /// A sentence for people.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
