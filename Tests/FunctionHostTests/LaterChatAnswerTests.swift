import Events
import FoundationEssentials
import GitOps
import TestSupport
import Testing

@testable import FunctionHost

/// Answers to commands that a chat gets once the work is done, at an address that the command names.
@Suite(.timeLimit(.minutes(5))) struct LaterChatAnswerTests {
    /// A chat that takes later answers over real TLS, under an authority of its own.
    private static func withChat(
        _ body: (TinyHTTPServer, TLSFront, [String: String]) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try await TLSCertificates.make(in: directory)
            let chat = try TinyHTTPServer { _ in .status(200) }
            defer { chat.stop() }
            try await withServer(try await TLSFront.start(of: chat.url, certificates)) { front in
                try await body(
                    chat, front,
                    [
                        "GITOPS_CHAT_CA_FILE": certificates.authority, "GITOPS_CHAT_RESPONSE_HOSTS": "127.0.0.1",
                    ].merging(ChatHost.variables) { $1 })
            }
        }
    }

    @Test func slowWorkIsAnsweredLater() async throws {
        let git = try SlowGitServer()
        try await Self.withChat { chat, front, variables in
            let environment = variables.merging(["GITOPS_REPOSITORY": git.url]) { $1 }
            let limits = HTTPLimits.patient { $0.chat = .milliseconds(50) }
            try await RunningApplication.with(try ChatHost.pipeline(environment), limits: limits) { application in
                let body = ChatRequests.slack("hello", responseURL: "\(front.url)/commands/1")
                let answer = try await ChatHost.post(body, ChatRequests.signature(of: body), to: application)
                #expect(answer.status == 200)
                let message = try SlashAnswer(answer.body)
                #expect(message.response_type == "ephemeral" && message.text == "Working on it.")
                #expect(chat.requests.isEmpty)
                // A server that shuts down does so when the chat has its answer.
                await application.beginToStop()
                for _ in 0..<4 { git.answer() }
                try await application.stop()
            }
            let request = try #require(chat.requests.first)
            #expect(chat.requests.count == 1 && request.method == "POST" && request.path == "/commands/1")
            #expect(request[header: "content-type"] == "application/json")
            let message = try SlashAnswer(request.text)
            #expect(message.response_type == "ephemeral" && message.text.hasPrefix("It failed: "))
        }
    }

    @Test func whatCameOverTheBusIsAnsweredLater() async throws {
        try await Self.withChat { chat, front, variables in
            try await Fixture.with { fixture in
                let pipeline = try ChatHost.pipeline(fixture.environment.merging(variables) { $1 })
                let body = ChatRequests.slack("hello", responseURL: "\(front.url)/commands/2")
                var delivery = Delivery(body, contentType: ChatRequests.form)
                delivery.sender = "slack"
                #expect(await pipeline.handle(delivery).outcome == .pushed)
                let message = try SlashAnswer(try #require(chat.requests.first).text)
                #expect(message.response_type == "in_channel" && message.blocks?.count == 4)
                // What would come of it is told to nobody.
                _ = await pipeline.preview(delivery)
                #expect(chat.requests.count == 1)
            }
        }
    }

    /// As brokers of Knative do: they take any other answer for a failure.
    @Test func whoPrefersAnEventGetsTheOutcomeAndTheChatItsAnswer() async throws {
        try await Self.withChat { chat, front, variables in
            try await Fixture.with { fixture in
                let pipeline = try ChatHost.pipeline(fixture.environment.merging(variables) { $1 })
                try await RunningApplication.with(pipeline) { application in
                    let body = ChatRequests.slack("hello", responseURL: "\(front.url)/commands/3")
                    let headers = ChatRequests.signature(of: body) + "Prefer: reply\r\n"
                    let answer = try await ChatHost.post(body, headers, to: application)
                    #expect(answer.status == 200 && answer["ce-type"] == "gitops-functions.outcome.pushed")
                    #expect(answer.body.contains(#""outcome":"pushed""#))
                    // Without a signature it is not even read.
                    let refusal = try await ChatHost.post(body, "Prefer: reply\r\n", to: application)
                    #expect(refusal.status == 401 && refusal["ce-type"] == "gitops-functions.outcome.refused")
                }
                #expect(chat.requests.count == 1)
                #expect(try SlashAnswer(try #require(chat.requests.first).text).response_type == "in_channel")
            }
        }
    }

    /// A command says where it wants its answer; that must lead nowhere else.
    @Test func answersGoToAllowedHostsOverHTTPSOnly() async throws {
        try await Self.withChat { chat, front, variables in
            try await Fixture.with { fixture in
                let pipeline = try ChatHost.pipeline(fixture.environment.merging(variables) { $1 })
                let addresses = [
                    "\(chat.url)/plain", "https://localhost:\(front.port)/other",
                    "https://127.0.0.1@localhost:\(front.port)/",
                    "file:///etc/passwd", "not an address",
                ]
                for (number, address) in addresses.enumerated() {
                    let own = """
                        {"user_id":"U1","command":"/note","text":"n\(number)","trigger_id":"\(number)",\
                        "response_url":"\(address)"}
                        """
                    #expect(await pipeline.handle(Delivery(own)).outcome == .pushed)
                }
                #expect(chat.requests.isEmpty)
                // Who is not trusted gets nothing either.
                let distrusting = try ChatHost.pipeline(
                    fixture.environment.merging(variables) { $1 }.merging(["GITOPS_CHAT_CA_FILE": ""]) { $1 })
                let own = """
                    {"user_id":"U1","command":"/note","text":"last","trigger_id":"9","response_url":"\(front.url)/"}
                    """
                #expect(await distrusting.handle(Delivery(own)).outcome == .pushed)
                #expect(chat.requests.isEmpty)
            }
        }
    }
}
