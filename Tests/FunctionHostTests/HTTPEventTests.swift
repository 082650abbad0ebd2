import FunctionHost
import TestSupport
import Testing

@Suite struct HTTPEventTests {
    @Test func answersWithTheOutcome() async throws {
        try await Fixture.with { fixture in
            try await RunningApplication.with(try fixture.pipeline()) { application in
                let pushed = try await application.post(imageEvent(tag: "v1"))
                #expect(pushed.status == 200)
                #expect(pushed.body.contains(#""outcome":"pushed""#))
                let unchanged = try await application.post(imageEvent(tag: "v1"))
                #expect(unchanged.status == 200)
                #expect(unchanged.body.contains(#""outcome":"unchanged""#))
                let refused = try await application.post(imageEvent(tag: "forbidden"))
                #expect(refused.status == 403)
                #expect(refused.body.contains(#""outcome":"refused""#))
                #expect(try await fixture.commits().count == 5)
            }
        }
    }

    @Test func readsACloudEventFromHeaders() async throws {
        try await Fixture.with { fixture in
            try await RunningApplication.with(try fixture.pipeline()) { application in
                let headers =
                    "CE-SpecVersion: 1.0\r\nce-id: 4711\r\nce-source: ci\r\nce-type: image\r\nPrefer: reply\r\n"
                for outcome in ["pushed", "unchanged"] {
                    let answer = try await WireConnection.ask(
                        port: application.port, RunningApplication.request(imageEvent(), headers: headers))
                    #expect(answer.status == 200)
                    #expect(answer.body.contains(#""event":"ci/4711""#))
                    #expect(answer.body.contains(#""outcome":"\#(outcome)""#))
                    // The answer is an event, too, and the same one however often the event comes.
                    #expect(answer["ce-id"] == "ci/4711:\(try await fixture.commits()[0])")
                    #expect(answer["ce-type"] == "gitops-functions.outcome.\(outcome)")
                }
                #expect(
                    try await fixture.git("log", "-1", "--format=%(trailers:key=Gitops-Event,valueonly)").text
                        == "ci/4711\n")
            }
        }
    }

    @Test func sharesOneWriterAmongRequests() async throws {
        try await Fixture.with { fixture in
            try await RunningApplication.with(try fixture.pipeline()) { application in
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<20 {
                        group.addTask { try await application.post(imageEvent("app-\(number)")).status }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.allSatisfy { $0 == 200 })
                #expect(try await fixture.commits().count == 24)
            }
        }
    }

    @Test func saysWhenToTryAgain() async throws {
        let git = try TinyHTTPServer { _ in .status(503) }
        defer { git.stop() }
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": "\(git.url)/repo.git"])) { application in
            let answer = try await application.post(imageEvent())
            #expect(answer.status == 503)
            #expect(answer["retry-after"] == "5")
        }
    }
}
