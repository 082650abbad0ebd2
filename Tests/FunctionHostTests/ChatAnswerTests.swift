import Events
import FoundationEssentials
import GitOps
import HTTPClient
import TestSupport
import Testing

@testable import FunctionHost

/// How commands from chats are verified and answered over HTTP.
@Suite(.timeLimit(.minutes(5))) struct ChatAnswerTests {
    private static let variables = ["GITOPS_SLACK_SIGNING_SECRET": ChatRequests.secret]

    private static func pipeline(_ environment: [String: String]) throws -> EventPipeline<ChatNote> {
        var settings = try Settings(environment: environment)
        settings.chat.answers.limits = .init(stall: .seconds(120), total: .seconds(120), maximumBytes: 1 << 16)
        return EventPipeline(
            ChatNote(), writer: try settings.branchWriter(logger: .silent), settings: settings, logger: .silent)
    }

    private static func serving(
        _ more: [String: String] = [:],
        _ body: (RunningApplication, Fixture) async throws -> Void
    ) async throws {
        try await Fixture.with { fixture in
            let environment = fixture.environment.merging(variables) { $1 }.merging(more) { $1 }
            try await RunningApplication.with(try pipeline(environment)) { application in
                try await body(application, fixture)
            }
        }
    }

    private static func post(
        _ body: String, _ headers: String, to application: RunningApplication
    ) async throws
        -> WireAnswer
    {
        try await WireConnection.ask(
            port: application.port, RunningApplication.request(body, type: ChatRequests.form, headers: headers))
    }

    @Test func slackIsAnsweredInItsOwnFormat() async throws {
        try await Self.serving { application, fixture in
            let body = ChatRequests.slack("hello", id: "1.1")
            let answer = try await Self.post(body, ChatRequests.signature(of: body), to: application)
            #expect(answer.status == 200 && answer["content-type"] == "application/json")
            let message = try SlashAnswer(answer.body)
            #expect(message.response_type == "in_channel")
            #expect(message.text == "Note &lt;hello&gt;")
            let commit = try await fixture.commits()[0]
            let blocks = try #require(message.blocks)
            #expect(blocks.map(\.type) == ["section", "section", "section", "context"])
            #expect(blocks[1].text?.text == "```\nnotes/chat\n  text: (none) → hello\n```")
            let diff = try #require(blocks[2].text?.text)
            #expect(
                diff.hasPrefix("```\n--- ") && diff.hasSuffix("\n+++ b/notes/chat\n@@ -0,0 +1 @@\n+hello\n```"),
                "\(diff)")
            #expect(
                blocks[3].elements?.first?.text
                    == "<@U024BE7LH>: `/note hello` · <https://git.example.com/c/\(commit)|commit \(commit.prefix(7))>")
            #expect(blocks.allSatisfy { ($0.text ?? $0.elements?.first)?.verbatim == true })

            // The same again: nothing is done, and nobody else has to hear of it.
            let again = try SlashAnswer(
                try await Self.post(body, ChatRequests.signature(of: body), to: application).body)
            #expect(again.response_type == "ephemeral")
            #expect(try await fixture.commits()[0] == commit)

            let forbidden = ChatRequests.slack("forbidden", id: "1.2")
            let refusal = try await Self.post(forbidden, ChatRequests.signature(of: forbidden), to: application)
            #expect(refusal.status == 200)
            let refused = try SlashAnswer(refusal.body)
            #expect(refused.response_type == "ephemeral")
            #expect(
                refused.text.hasPrefix("Refused: ") && refused.text.contains("&lt;!channel&gt; may not &amp; so on"))
            #expect(!refusal.body.contains("<!channel>"))
        }
    }

    @Test func onlyTheChatIsHeard() async throws {
        // Whoever may send other events may give no commands.
        try await Self.serving(["GITOPS_WEBHOOK_SECRET": "all"]) { application, fixture in
            let before = try await fixture.commits()
            let body = ChatRequests.slack("hello")
            for headers in [
                "", ChatRequests.signature(of: body, secret: "another"), ChatRequests.signature(of: body + " "),
                ChatRequests.signature(of: body, at: .now.addingTimeInterval(-400)), "Authorization: Bearer all\r\n",
            ] {
                let answer = try await Self.post(body, headers, to: application)
                #expect(answer.status == 401, "\(headers)")
                #expect(answer.body.contains(#""outcome":"refused""#))
            }
            let own = #"{"user_id":"U024BE7LH","command":"/note","text":"hello","trigger_id":"1.2"}"#
            #expect(try await application.post(own, headers: "Authorization: Bearer all\r\n").status == 401)
            #expect(try await fixture.commits() == before)
        }
    }

    @Test func aLongCommandIsLookedAtAsAnyOther() async throws {
        let more = ["GITOPS_MATTERMOST_TOKEN": "mm-token", "GITOPS_MAX_EVENT_BYTES": "4000000"]
        try await Self.serving(more) { application, fixture in
            let before = try await fixture.commits()
            let own = #"{"user_id":"U1","command":"/note","text":"b","trigger_id":"9"}"#
            let long = own + String(repeating: " ", count: Delivery.standardByteLimit)
            #expect(try await application.post(long, headers: "Authorization: Token mm-token\r\n").status == 401)
            #expect(try await fixture.commits() == before)
        }
    }

    @Test func mattermostAndTeamsAreAnsweredInTheirs() async throws {
        let more = ["GITOPS_MATTERMOST_TOKEN": "mm-token", "GITOPS_TEAMS_SECRET": "a2V5"]
        try await Self.serving(more) { application, fixture in
            let form = "user_id=c3a4&team_id=t&channel_id=c&command=/note&text=a*b*%20@all&trigger_id=7&token=mm-token"
            let answer = try SlashAnswer(try await Self.post(form, "", to: application).body)
            let commit = try await fixture.commits()[0]
            #expect(answer.response_type == "in_channel" && answer.blocks == nil)
            #expect(answer.text.hasPrefix("Note &lt;a\\*b\\* @\u{200B}all&gt;\n\n"))
            #expect(answer.text.contains("\n\n```diff\n--- ") && answer.text.contains("\n+a*b* @all\n```\n\n[commit"))
            #expect(answer.text.contains("[commit \(commit.prefix(7))](https://git.example.com/c/\(commit))"))
            #expect(answer.text.hasSuffix("asked by `c3a4`: `/note a*b* @all`"))

            // A secret is good for its own chat alone: not for a form of Slack, nor for our own JSON.
            let slack = "user_id=U1&api_app_id=A&command=/note&text=b&trigger_id=8&token=mm-token"
            #expect(try await Self.post(slack, "", to: application).status == 401)
            let own = #"{"user_id":"U1","command":"/note","text":"b","trigger_id":"8"}"#
            let ofOwn = "Authorization: HMAC \(Self.code(of: own, key: "key"))\r\n"
            #expect(try await application.post(own, headers: ofOwn).status == 401)
            let event = "ce-specversion: 1.0\r\nce-id: 2\r\nce-source: s\r\nce-type: t\r\n"
            #expect(try await Self.post(form, event, to: application).status == 401)

            let message = """
                {"type":"message","id":"9","text":"<at>note</at> to <b>all</b>","from":{"aadObjectId":"u"},\
                "channelData":{"tenant":{"id":"t"}}}
                """
            let code = Self.code(of: message, key: "key")
            let teams = try await application.post(message, headers: "Authorization: HMAC \(code)\r\n")
            #expect(teams.status == 200)
            let reply = try JSONDecoder().decode([String: String].self, from: Data(teams.body.utf8))
            #expect(reply["type"] == "message" && Set(reply.keys) == ["type", "text"])
            #expect(reply["text"]?.hasPrefix("Note &lt;") == true)
            #expect(try await application.post(message, headers: "Authorization: HMAC a2V5\r\n").status == 401)
        }
    }

    /// Without a secret of a chat, our own JSON is taken and answered as any event.
    @Test func ourOwnJSONIsAnsweredWithTheOutcome() async throws {
        try await Fixture.with { fixture in
            try await RunningApplication.with(try Self.pipeline(fixture.environment)) { application in
                let own = #"{"user_id":"U1","command":"/note","text":"hello","trigger_id":"1.2"}"#
                let answer = try await application.post(own)
                #expect(answer.body.contains(#""outcome":"pushed""#))
                #expect(answer.body.contains(#""link":"https://git.example.com/c/"#))
            }
        }
    }

    // MARK: What comes later

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
                    ].merging(variables) { $1 })
            }
        }
    }

    @Test func slowWorkIsAnsweredLater() async throws {
        let git = try SlowGitServer()
        try await Self.withChat { chat, front, variables in
            let environment = variables.merging(["GITOPS_REPOSITORY": git.url]) { $1 }
            let limits = HTTPLimits.patient { $0.chat = .milliseconds(50) }
            try await RunningApplication.with(try Self.pipeline(environment), limits: limits) { application in
                let body = ChatRequests.slack("hello", responseURL: "\(front.url)/commands/1")
                let answer = try await Self.post(body, ChatRequests.signature(of: body), to: application)
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
                let pipeline = try Self.pipeline(fixture.environment.merging(variables) { $1 })
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
                let pipeline = try Self.pipeline(fixture.environment.merging(variables) { $1 })
                try await RunningApplication.with(pipeline) { application in
                    let body = ChatRequests.slack("hello", responseURL: "\(front.url)/commands/3")
                    let headers = ChatRequests.signature(of: body) + "Prefer: reply\r\n"
                    let answer = try await Self.post(body, headers, to: application)
                    #expect(answer.status == 200 && answer["ce-type"] == "gitops-functions.outcome.pushed")
                    #expect(answer.body.contains(#""outcome":"pushed""#))
                    // Without a signature it is not even read.
                    let refusal = try await Self.post(body, "Prefer: reply\r\n", to: application)
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
                let pipeline = try Self.pipeline(fixture.environment.merging(variables) { $1 })
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
                let distrusting = try Self.pipeline(
                    fixture.environment.merging(variables) { $1 }.merging(["GITOPS_CHAT_CA_FILE": ""]) { $1 })
                let own = """
                    {"user_id":"U1","command":"/note","text":"last","trigger_id":"9","response_url":"\(front.url)/"}
                    """
                #expect(await distrusting.handle(Delivery(own)).outcome == .pushed)
                #expect(chat.requests.isEmpty)
            }
        }
    }

    @Test(arguments: [
        (["GITOPS_TEAMS_SECRET": "no base64!"], "GITOPS_TEAMS_SECRET"),
        (["GITOPS_SLACK_SIGNING_SECRET_FILE": "/none"], "GITOPS_SLACK_SIGNING_SECRET_FILE"),
        (["GITOPS_CHAT_RESPONSE_HOSTS": "https://chat.example.com"], "GITOPS_CHAT_RESPONSE_HOSTS"),
        (["GITOPS_CHAT_RESPONSE_HOSTS": "a.example.com,*.example.com"], "GITOPS_CHAT_RESPONSE_HOSTS"),
    ])
    func aWrongSettingIsNamed(variables: [String: String], name: String) {
        let error = #expect(throws: SettingsError.self) {
            try Settings(environment: ["GITOPS_REPOSITORY": "/r"].merging(variables) { $1 })
        }
        #expect(error?.variable == name)
        #expect("\(error.map { "\($0)" } ?? "")".contains("base64!") == false)
    }

    @Test func longTextsAreCut() throws {
        let command = ChatCommand(
            system: .slack, user: "<@U1>", command: "/note", text: String(repeating: "`&", count: 900))
        var outcome = Outcome(.pushed, String(repeating: "<", count: 5_000), handler: "h")
        outcome.changes = (0..<12).map { number in
            Change(
                application: "a", path: "p", field: "f\(number)", from: nil, to: String(repeating: "x", count: 200))
        }
        outcome.diff = String(repeating: "+\(String(repeating: "<`", count: 90))\n", count: 100)
        let answer = ChatAnswer(outcome, to: command, repository: "/srv/repo")
        #expect(answer.link == nil && answer.changes.last == "and 2 more" && answer.changes.count == 12)
        let message = try SlashAnswer(String(decoding: try ChatMessage(answer).json, as: UTF8.self))
        for block in try #require(message.blocks) {
            let text = try #require(block.text ?? block.elements?.first).text
            #expect(text.count <= 3_000)
            #expect(!text.contains("<"))
        }
        #expect(message.text.hasSuffix("&lt;…"))
    }

    /// What comes from outside stays in its place, whatever it is.
    @Test(arguments: [
        "```", "`\u{301} @all `\u{301}", "\n\n@all", "\r\n```\r\n<!channel>", "<\u{338}!channel>", "\u{202E}lla@",
        "\u{2028}@here",
        "[x](https://evil.example.com)", "<https://evil.example.com|x>",
    ])
    func nothingLeavesItsPlace(text: String) throws {
        for system in [ChatCommand.System.slack, .mattermost, .teams] {
            let command = ChatCommand(system: system, user: "U1", command: "/note", text: text)
            var outcome = Outcome(.pushed, "done", handler: "h")
            outcome.changes = [Change(application: "a", path: text, field: text, from: text, to: text)]
            outcome.diff = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\(text)\n+\(text)\n"
            let message = try ChatMessage(ChatAnswer(outcome, to: command, repository: "/srv/repo"))
            let answer = try JSONDecoder().decode(Answer.self, from: Data(message.json))
            let texts = answer.blocks?.map { ($0.text ?? $0.elements?.first)?.text ?? "" } ?? [answer.text]
            let all = texts.joined(separator: "\n")
            // Two blocks of code, and one or two pieces of it.
            #expect(all.unicodeScalars.count { $0 == "`" } == 12 + (system == .slack ? 2 : system == .teams ? 0 : 4))
            #expect(!all.unicodeScalars.contains("\u{202E}"))
            if system == .slack { #expect(!all.replacing("<@U1>", with: "").unicodeScalars.contains("<")) }
            // Outside of blocks a piece of code ends with its paragraph.
            let outside = all.split(separator: "```", omittingEmptySubsequences: false).last ?? ""
            #expect(outside.split(separator: "\n").count { $0.contains("/note") } == (system == .teams ? 0 : 1))
            #expect(!outside.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("@") })
        }
    }

    /// An answer of any chat.
    private struct Answer: Decodable {
        let text: String
        let blocks: [SlashAnswer.Block]?
    }

    /// The HMAC-SHA256 in base64.
    private static func code(of text: String, key: String) -> String {
        let digits = GitHubSignature.headers(of: Array(text.utf8), secret: key)[0].value.dropFirst(7)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { place in
            UInt8(digits.dropFirst(place).prefix(2), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }
}
