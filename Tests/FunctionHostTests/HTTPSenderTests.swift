import FunctionHost
import TestSupport
import Testing

/// How senders with formats of their own are answered.
@Suite struct HTTPSenderTests {
    static func harbor(_ type: String = "PUSH_ARTIFACT", tag: String = "v1") -> String {
        """
        {"type":"\(type)","event_data":{"resources":[{"tag":"\(tag)","resource_url":"h.io/acme/shop:\(tag)"}]}}
        """
    }

    @Test(arguments: ["/", "/?sender=harbor"]) func refusalsAreAnswers(path: String) async throws {
        try await Fixture.with { fixture in
            try await RunningApplication.with(try fixture.pipeline()) { application in
                for (tag, outcome) in [("v1", "pushed"), ("v1", "unchanged"), ("forbidden", "refused")] {
                    let answer = try await application.post(Self.harbor(tag: tag), to: path)
                    #expect(answer.status == 200)
                    #expect(answer.body.contains("\"outcome\":\"\(outcome)\""))
                }
                let own = try await application.post(imageEvent(tag: "forbidden"), to: "/?sender=ours")
                #expect(own.status == 200 && own.body.contains(#""outcome":"refused""#))
                #expect(try await application.post(imageEvent(tag: "forbidden")).status == 403)
            }
        }
    }

    @Test func invalidIsInvalid() async throws {
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": "/none"])) { application in
            let format = try await application.post(imageEvent(), to: "/?sender=harbor")
            #expect(format.status == 400 && format.body.contains("type: expected the type of the event"))
            let sender = try await application.post(imageEvent(), to: "/?sender=%0Anobody")
            #expect(sender.status == 400 && sender.body.contains("sender: expected one of "))
            #expect(!sender.body.contains("nobody"))
        }
    }

    /// Registries tell of every layer and every pull.
    @Test func whatSetsNoTagCostsNoGitRequest() async throws {
        let git = try TinyHTTPServer { _ in .status(503) }
        defer { git.stop() }
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": "\(git.url)/repo.git"])) { application in
            let answer = try await application.post(Self.harbor("PULL_ARTIFACT"))
            #expect(answer.status == 200)
            #expect(answer.body.contains("Harbor tells of 'PULL_ARTIFACT', which sets no tag"))
            #expect(answer.body.contains(#""outcome":"unchanged""#))
            #expect(git.requests.isEmpty)
            #expect(try await application.post(Self.harbor()).status == 503)
        }
    }
}
