import FoundationEssentials
import GitOps
import Subprocess
import Synchronization
import TestSupport
import Testing

@testable import FunctionHost

/// AWS Lambda's runtime API with some invocations, and no more after them.
private final class FakeLambda: Sendable {
    /// Host and port, as `AWS_LAMBDA_RUNTIME_API` has them.
    let host: String
    private let server: TinyHTTPServer

    init(_ payloads: [String]) throws {
        let rest = Mutex(payloads.enumerated().map { ("id-\($0)", $1) })
        server = try TinyHTTPServer { request in
            guard request.path.hasSuffix("/invocation/next") else { return .status(202) }
            guard let (id, payload) = rest.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
                return .status(500)
            }
            return .respond(.init(headers: [("Lambda-Runtime-Aws-Request-Id", id)], text: payload))
        }
        host = "127.0.0.1:\(server.port)"
    }

    deinit { server.stop() }

    /// What was said of the invocations: the end of the path, the type of the error, and the body.
    var answers: [(path: String, error: String?, body: String)] {
        server.requests.filter { $0.method == "POST" }.map { request in
            (
                String(request.path.dropFirst("/2018-06-01/runtime/".count)),
                request[header: "Lambda-Runtime-Function-Error-Type"], request.text
            )
        }
    }
}

/// An answer to a gateway.
private struct Answer: Decodable {
    let statusCode: Int
    let headers: [String: String]
    let body: String
    let isBase64Encoded: Bool

    init(_ body: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(body.utf8))
    }
}

@Suite struct LambdaTests {
    /// Lets a loop handle the payloads.
    private static func handle(
        _ payloads: String..., by pipeline: EventPipeline<NoteWriter>
    ) async throws -> [(path: String, error: String?, body: String)] {
        let lambda = try FakeLambda(payloads)
        let loop = LambdaLoop(
            runtime: try LambdaRuntime(host: lambda.host), pipeline: pipeline, logger: .silent)
        await #expect(throws: LambdaRuntimeError.self) { try await loop.run() }
        return lambda.answers
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private static func nowhere() throws -> EventPipeline<NoteWriter> {
        try .test(["GITOPS_REPOSITORY": "https://git.invalid/repo.git"])
    }

    @Test func takesEventsAsTheyAre() async throws {
        try await Fixture.with { fixture in
            let before = try await fixture.commits().count
            let answers = try await Self.handle(
                imageEvent(tag: "v1"), imageEvent(tag: "v1"), imageEvent(tag: "forbidden"), by: try fixture.pipeline())
            #expect(answers.map(\.path) == (0..<3).map { "invocation/id-\($0)/response" })
            let outcomes = try answers.map { try JSONDecoder().decode(Outcome.self, from: Data($0.body.utf8)).outcome }
            #expect(outcomes == [.pushed, .unchanged, .refused])
            #expect(try await fixture.commits().count == before + 1)
        }
    }

    /// An event that Lambda has to deliver again, or to put aside, is a failed invocation.
    @Test func failsWhereAnEventIsNotDoneWith() async throws {
        let answers = try await Self.handle(
            #"{"image":1}"#, imageEvent(), by: try .test(["GITOPS_REPOSITORY": "http://127.0.0.1:1/repo.git"]))
        #expect(answers.map(\.path) == ["invocation/id-0/error", "invocation/id-1/error"])
        #expect(answers.map(\.error) == ["GitOps.invalid", "GitOps.retry"])
        #expect(answers[0].body.contains("image: expected"))
    }

    @Test func takesEventsFromGateways() async throws {
        try await Fixture.with { fixture in
            let event = #""body":"\#(Self.base64(imageEvent()))","isBase64Encoded":true"#
            let text = imageEvent().replacing("\"", with: "\\\"")
            let answers = try await Self.handle(
                #"{"version":"2.0","requestContext":{"http":{"method":"POST"}},"headers":{"content-type":"application/json"},\#(event)}"#,
                #"{"httpMethod":"POST","requestContext":{"stage":"prod"},"headers":{"Content-Type":"application/json"},"body":"\#(text)"}"#,
                #"{"httpMethod":"POST","requestContext":{"elb":{}},"multiValueHeaders":{"content-type":["application/json"]},"body":"\#(text)"}"#,
                #"{"version":"2.0","requestContext":{"http":{"method":"POST"}},"headers":{"content-type":"text/csv"},\#(event)}"#,
                by: try fixture.pipeline())
            #expect(answers.map(\.path) == (0..<4).map { "invocation/id-\($0)/response" })
            let parsed = try answers.map { try Answer($0.body) }
            #expect(parsed.map(\.statusCode) == [200, 200, 200, 415])
            #expect(parsed[0].headers["content-type"] == "application/json")
            #expect(!parsed[0].isBase64Encoded)
            #expect(parsed[0].body.contains(#""outcome":"pushed""#))
            #expect(parsed[1].body.contains(#""outcome":"unchanged""#))
        }
    }

    @Test func answersGatewaysWithoutAnEvent() async throws {
        let answers = try await Self.handle(
            #"{"version":"2.0","requestContext":{"http":{"method":"OPTIONS"}},"headers":{"webhook-request-origin":"e.example.com"}}"#,
            #"{"version":"2.0","requestContext":{"http":{"method":"GET"}},"headers":{}}"#,
            #"{"version":"2.0","requestContext":{"http":{"method":"POST"}},"headers":{},"body":"*","isBase64Encoded":true}"#,
            #"{"version":"2.0","requestContext":{"http":{"method":"POST"}},"headers":null,"body":null}"#,
            by: try Self.nowhere())
        let parsed = try answers.map { try Answer($0.body) }
        #expect(parsed.map(\.statusCode) == [200, 405, 400, 400])
        #expect(parsed[0].headers["webhook-allowed-origin"] == "e.example.com")
        #expect(parsed[1].headers["allow"] == "POST, OPTIONS")
    }

    /// As Lambda starts it: without arguments.
    @Test func theProgramAsksForInvocations() async throws {
        let lambda = try FakeLambda(["{}"])
        let environment = ["AWS_LAMBDA_RUNTIME_API": lambda.host, "PORT": "8080"]
        let program = BuiltExecutable(
            name: "image-updater",
            environment: environment.merging(["GITOPS_REPOSITORY": "https://git.invalid/repo.git"]) { $1 })
        let ending = try await program()
        // Lambda has no more work.
        #expect(ending.status == .exited(70))
        #expect(lambda.answers.map(\.path) == ["invocation/id-0/error"])
        let unset = try await BuiltExecutable(name: "image-updater", environment: environment)()
        #expect(unset.status == .exited(70))
        #expect(lambda.answers.last?.path == "init/error")
        #expect(lambda.answers.last?.body.contains("GITOPS_REPOSITORY is not set") == true)
    }
}
