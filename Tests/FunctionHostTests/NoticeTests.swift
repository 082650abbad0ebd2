import Foundation
import GitOps
import HTTPClient
import Logging
import TestSupport
import Testing

@testable import FunctionHost

@Suite struct NoticeTests {
    private static let line = "HighCPU <!channel> on @here [x](y) & more"

    @Test(arguments: [
        (NoticeFormat.slack, #"{"text":"HighCPU &lt;!channel&gt; on @here [x](y) &amp; more"}"#),
        (.mattermost, "{\"text\":\"HighCPU \\\\<!channel> on @\u{2060}here \\\\[x](y) & more\"}"),
    ])
    func nobodyIsCalledByTextFromOutside(format: NoticeFormat, body: String) throws {
        #expect(String(decoding: try format.body(Self.line), as: UTF8.self) == body)
    }

    @Test func noBackslashFromOutsideTakesOursAway() throws {
        let body = try NoticeFormat.mattermost.body(#"\[shop](https://shop.example.org)"#)
        #expect(String(decoding: body, as: UTF8.self) == #"{"text":"\\\\\\[shop](https://shop.example.org)"}"#)
    }

    @Test func teamsGetsACard() throws {
        let text = String(decoding: try NoticeFormat.teams.body("a line"), as: UTF8.self)
        #expect(
            text == #"{"attachments":[{"content":{"body":[{"text":"a line","type":"TextBlock","wrap":true}],"#
                + #""type":"AdaptiveCard","version":"1.4"},"contentType":"application/vnd.microsoft.card.adaptive"}],"#
                + #""type":"message"}"#)
    }

    private static func outcome(_ kind: OutcomeKind, _ message: String) -> Outcome {
        Outcome(kind, message, handler: "alert-remediator")
    }

    @Test(.timeLimit(.minutes(5))) func commitsAreToldAndRefusalsOnce() async throws {
        let chat = try TinyHTTPServer { _ in .status(200) }
        defer { chat.stop() }
        let hook = NoticeHook(
            .init(url: chat.url + "/secret", format: .slack, patience: .seconds(120)), tls: TLSFiles(),
            logger: Logger(label: "test"))
        await hook.tell(Self.outcome(.pushed, "replicas 3 → 5"))
        await hook.tell(Self.outcome(.unchanged, "still fires"))
        for _ in 0..<3 { await hook.tell(Self.outcome(.refused, "frozen")) }
        await hook.tell(Self.outcome(.pushed, "replicas 3 → 5"))
        #expect(
            chat.requests.map(\.text) == [
                #"{"text":"replicas 3 → 5"}"#, #"{"text":"alert-remediator refused: frozen"}"#,
                #"{"text":"replicas 3 → 5"}"#,
            ])
        #expect(chat.requests.allSatisfy { $0.path == "/secret" && $0[header: "content-type"] == "application/json" })
    }

    /// The Git server's authorities are no chat's, and its client certificate is for it alone.
    @Test func aChatIsNotMetAsTheGitServerIs() throws {
        let settings = try Settings(environment: [
            "GITOPS_REPOSITORY": "https://git.example.com/gitops.git", "GITOPS_CA_FILE": "/git-ca.pem",
            "GITOPS_CLIENT_CERTIFICATE_FILE": "/git-client.pem", "GITOPS_CLIENT_KEY_FILE": "/git-client.key",
            "GITOPS_CHAT_CA_FILE": "/chat-ca.pem",
        ])
        #expect(settings.chat.tls == TLSFiles(authorities: "/chat-ca.pem"))
        #expect(settings.chat.answers.tls == settings.chat.tls)
    }

    @Test(.timeLimit(.minutes(5))) func aChatThatIsAwayChangesNothingAndItsAddressIsInNoLog() async throws {
        let recorder = LogRecorder()
        let chat = try TinyHTTPServer { _ in .status(500) }
        let url = chat.url + "/secret"
        let target = NoticeHook.Target(url: url, format: .slack, patience: .seconds(120))
        let hook = NoticeHook(target, tls: TLSFiles(), logger: recorder.logger)
        await hook.tell(Self.outcome(.pushed, "a"))
        chat.stop()
        await hook.tell(Self.outcome(.pushed, "b"))
        #expect(recorder.lines.count == 2)
        #expect(!"\(recorder.lines)".contains("secret"))
        #expect(!"\(NoticeHook.Target(url: url, format: .slack))".contains("secret"))
    }

    @Test(arguments: [
        (["GITOPS_NOTICE_URL": "hooks.example.com"], "GITOPS_NOTICE_URL has to be the address of a web hook"),
        (["GITOPS_NOTICE_FORMAT": "teams"], "GITOPS_NOTICE_FORMAT is set, but GITOPS_NOTICE_URL is not"),
        (
            ["GITOPS_NOTICE_URL": "https://h.example.com/x", "GITOPS_NOTICE_FORMAT": "irc"],
            "GITOPS_NOTICE_FORMAT has to be one of slack, teams, mattermost"
        ),
    ])
    func settingsSayWhatIsWrong(variables: [String: String], sentence: String) {
        let error = #expect(throws: SettingsError.self) {
            try Settings(environment: variables.merging(["GITOPS_REPOSITORY": "/r"]) { $1 })
        }
        #expect(error.map { "\($0)" }?.hasPrefix(sentence) == true, "\(String(describing: error))")
    }
}
