import FunctionHost
import TestSupport
import Testing

/// What needs no repository: the pipeline of these tests has none.
@Suite struct HTTPRoutesTests {
    private static func pipeline() throws -> EventPipeline<NoteWriter> {
        try .test(["GITOPS_REPOSITORY": "https://git.invalid/repo.git", "GITOPS_MAX_EVENT_BYTES": "1000"])
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1", 405, "POST, OPTIONS"), ("PUT / HTTP/1.1", 405, "POST, OPTIONS"),
            ("GET /events HTTP/1.1", 404, nil), ("POST //x HTTP/1.1", 404, nil),
            ("OPTIONS / HTTP/1.1", 200, "POST, OPTIONS"),
            ("GET /health/liveness HTTP/1.1", 200, nil), ("GET /health/readiness?verbose=1 HTTP/1.1", 200, nil),
            ("POST /health/readiness HTTP/1.1", 405, "GET, HEAD"),
            ("GET /_/health HTTP/1.1", 200, nil), ("POST /_/health HTTP/1.1", 405, "GET, HEAD"),
            ("GET /health/ HTTP/1.1", 404, nil),
        ] as [(String, Int, String?)])
    func answersByRoute(line: String, status: Int, allow: String?) async throws {
        try await RunningApplication.with(try Self.pipeline()) { application in
            let answer = try await WireConnection.ask(port: application.port, "\(line)\r\nHost: test\r\n\r\n")
            #expect(answer.status == status)
            #expect(answer["allow"] == allow)
            #expect(answer["connection"] == nil)
        }
    }

    @Test(arguments: [
        ("{}", "application/json", 400), ("", "application/json", 400), ("{\"image\":", "application/json", 400),
        ("image=shop", "application/x-www-form-urlencoded", 415), ("[]", "application/cloudevents-batch+json", 415),
        ("<event/>", "application/cloudevents+xml", 415), ("{}", "nonsense", 415),
    ])
    func answersInvalidEvents(body: String, type: String, status: Int) async throws {
        try await RunningApplication.with(try Self.pipeline()) { application in
            let request = RunningApplication.request(body, type: type)
            let answer = try await WireConnection.ask(port: application.port, request)
            #expect(answer.status == status)
            #expect(answer["content-type"] == "application/json")
            #expect(answer.body.contains(#""outcome":"invalid""#))
        }
    }

    @Test func shakesHandsWithWebHooks() async throws {
        try await RunningApplication.with(try Self.pipeline()) { application in
            let answer = try await WireConnection.ask(
                port: application.port,
                "OPTIONS / HTTP/1.1\r\nHost: test\r\nWebHook-Request-Origin: events.example.com\r\n\r\n")
            #expect(answer.status == 200)
            #expect(answer["webhook-allowed-origin"] == "events.example.com")
            #expect(answer["webhook-allowed-rate"] == "*")
            #expect(answer["allow"] == "POST, OPTIONS")
        }
    }

    @Test func turnsAwayWhatIsTooMuchAtATime() async throws {
        let git = try SlowGitServer()
        let limits = HTTPLimits.patient { $0.events = 1 }
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": git.url]), limits: limits) { application in
            let port = application.port
            let first = try await WireConnection.with(port: port) { connection in
                try await connection.send(RunningApplication.request(imageEvent()))
                await git.waitForRequest()
                let second = try await WireConnection.ask(port: port, RunningApplication.request(imageEvent()))
                #expect(second.status == 429)
                #expect(second["retry-after"] == "1")
                #expect(second.body.contains(#""outcome":"retry""#))
                let alert = RunningApplication.request("{}", headers: "User-Agent: Alertmanager/0.28.1\r\n")
                #expect(try await WireConnection.ask(port: port, alert).status == 503)
                #expect(try await application.get("/health/readiness").status == 200)
                git.answer()
                return try await connection.answer()
            }
            #expect(first.status == 500)
            // There is room again.
            #expect(try await application.post("{}").status == 400)
        }
    }

    @Test func answersWithAnEventWhereOneIsWanted() async throws {
        try await RunningApplication.with(try Self.pipeline()) { application in
            let event = #"{"image":"registry.example.com/shop","tag":1}"#
            let headers = "ce-specversion: 1.0\r\nce-id: a%20b\r\nce-source: /ci\r\nce-type: image\r\n"
            let plain = try await WireConnection.ask(
                port: application.port, RunningApplication.request(event, headers: headers))
            #expect(plain["ce-id"] == nil)
            let reply = try await WireConnection.ask(
                port: application.port, RunningApplication.request(event, headers: headers + "Prefer: reply\r\n"))
            #expect(reply.status == 400)
            #expect(reply["content-type"] == "application/json")
            #expect(reply["ce-specversion"] == "1.0")
            #expect(reply["ce-id"] == "unknown:invalid")
            #expect(reply["ce-source"] == "/gitops-functions/note-writer")
            #expect(reply["ce-type"] == "gitops-functions.outcome.invalid")
        }
    }

    @Test func keepsTheConnectionBetweenRequests() async throws {
        try await RunningApplication.with(try Self.pipeline()) { application in
            let statuses = try await WireConnection.with(port: application.port) { connection in
                try await connection.send("HEAD /health/liveness HTTP/1.1\r\nHost: test\r\n\r\n")
                var statuses = [try await connection.answer(isHeadOnly: true).status]
                for body in ["{}", "[]"] {
                    try await connection.send(RunningApplication.request(body))
                    statuses.append(try await connection.answer().status)
                }
                return statuses
            }
            #expect(statuses == [200, 400, 400])
        }
    }

    @Test(arguments: ["Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n"])
    func refusesWhatIsTooLargeWithoutReadingIt(framing: String) async throws {
        let limits = HTTPLimits.patient { $0.lingering = .seconds(2) }
        try await RunningApplication.with(try Self.pipeline(), limits: limits) { application in
            let answer = try await WireConnection.with(port: application.port) { connection in
                let body = String(repeating: " ", count: 1001)
                try await connection.send("POST / HTTP/1.1\r\nHost: test\r\n\(framing)\(body)")
                let answer = try await connection.answer()
                // The rest of the body never comes, and the server does not wait for it.
                try await connection.end()
                return answer
            }
            #expect(answer.status == 413)
            #expect(answer["connection"] == "close")
            #expect(answer.body.contains(#""outcome":"invalid""#))
        }
    }

    @Test(.timeLimit(.minutes(5))) func cutsOffABodyThatStalls() async throws {
        // The test is over before the connection counts as idle.
        let limits = HTTPLimits.patient { $0.body = .milliseconds(50) }
        try await RunningApplication.with(try Self.pipeline(), limits: limits) { application in
            try await WireConnection.with(port: application.port) { connection in
                try await connection.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n{")
                try await connection.end()
            }
        }
    }

    @Test func asksForABodyThatWaitsToBeAskedFor() async throws {
        try await RunningApplication.with(try Self.pipeline()) { application in
            let statuses = try await WireConnection.with(port: application.port) { connection in
                let head = "POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\n"
                try await connection.send("\(head)Content-Length: 2\r\n\r\n")
                let first = try await connection.answer().status
                try await connection.send("{}")
                let second = try await connection.answer().status
                try await connection.send("\(head)Content-Length: 1001\r\n\r\n")
                return [first, second, try await connection.answer().status]
            }
            #expect(statuses == [100, 400, 413])
        }
    }
}
