import Events
import FoundationEssentials
import GitOps
import Logging
import TestSupport
import Testing

@testable import FunctionHost

/// With a secret set, nothing is taken that does not show it.
@Suite struct HTTPVerificationTests {
    static let secret = "s3cret-of-all"

    @Test(arguments: [
        ("/", "Authorization: \(secret)\r\n"), ("/", "Authorization: Bearer \(secret)\r\n"),
        ("/?token=\(secret)", ""), ("/?token=s3cret%2Dof%2Dall&sender=ours", ""),
        ("/", "X-Hub-Signature-256: sha256=\(HTTPVerificationTests.code)\r\n"),
        ("/?sender=harbor&token=own", ""),
    ])
    func takesWhatShowsTheSecret(path: String, headers: String) async throws {
        try await Self.serving { application in
            let answer = try await application.post(Self.body, to: path, headers: headers)
            #expect(answer.status != 401 && answer.status != 404)
            #expect(!answer.body.contains(Self.secret))
        }
    }

    @Test(arguments: [
        ("/", "", "the delivery is not signed, and only signed ones are taken here"),
        ("/?sender=quay", "", "the delivery is not signed, and only signed ones are taken here"),
        ("/", "Authorization: Bearer another\r\n", "the secret that is shown is not right"),
        ("/?token=another", "", "the secret that is shown is not right"),
        ("/?sender=harbor&token=\(secret)", "", "the secret that is shown is not right"),
        ("/?token=own", "", "the secret that is shown is not right"),
        ("/", "X-Hub-Signature-256: sha256=00\r\n", "the signature in X-Hub-Signature-256 is not right"),
    ])
    func takesNothingElse(path: String, headers: String, sentence: String) async throws {
        let log = LogRecorder()
        try await Self.serving(log.logger) { application in
            for body in [Self.body, "no JSON"] {
                let answer = try await application.post(body, to: path, headers: headers)
                #expect(answer.status == 401)
                #expect(answer["www-authenticate"] == "Bearer")
                #expect(answer.body.contains(#""outcome":"refused""#) && answer.body.contains(sentence))
                #expect(!answer.body.contains(Self.secret) && !answer.body.contains("another"))
            }
        }
        #expect(log.lines.count >= 2 && !log.lines.contains { "\($0)".contains(Self.secret) })
        #expect(!log.lines.contains { "\($0)".contains("another") })
    }

    /// The probes and the handshake of web hooks need none.
    @Test func onlyEventsAreVerified() async throws {
        try await Self.serving { application in
            #expect(try await application.get("/health/readiness").status == 200)
            let answer = try await WireConnection.ask(
                port: application.port, "OPTIONS / HTTP/1.1\r\nHost: test\r\nWebHook-Request-Origin: o\r\n\r\n")
            #expect(answer.status == 200)
        }
    }

    @Test func secretsComeFromVariablesAndFiles() async throws {
        try await withTemporaryDirectory { directory in
            let settings = try WebHookSettings(environment: [
                "GITOPS_WEBHOOK_SECRET_FILE": try directory.write("all\n", to: "all"),
                "GITOPS_WEBHOOK_SECRET_GHCR": "github", "GITOPS_WEBHOOK_SECRET_QUAY": "",
                "GITOPS_WEBHOOK_SECRET_ACR_FILE": try directory.write("azure", to: "acr"),
            ])
            #expect(settings.secret?.isEqual("all") == true)
            #expect(settings.senderSecrets.keys.sorted() == ["acr", "ghcr"])
            #expect(settings.senderSecrets["acr"]?.isEqual("azure") == true)
            #expect(settings.verifier().isNeeded && settings.pubSub == nil)
        }
        #expect(try !WebHookSettings(environment: [:]).verifier().isNeeded)
        for (environment, variable) in [
            (["GITOPS_WEBHOOK_SECRET": "a", "GITOPS_WEBHOOK_SECRET_FILE": "/b"], "GITOPS_WEBHOOK_SECRET"),
            (["GITOPS_WEBHOOK_SECRET_FILE": "/none"], "GITOPS_WEBHOOK_SECRET_FILE"),
            (["GITOPS_WEBHOOK_SECRET_ACR_FILE": "/none"], "GITOPS_WEBHOOK_SECRET_ACR_FILE"),
            (["GITOPS_PUBSUB_AUDIENCE": "a"], "GITOPS_PUBSUB_AUDIENCE"),
            (["GITOPS_PUBSUB_SERVICE_ACCOUNT": "a"], "GITOPS_PUBSUB_SERVICE_ACCOUNT"),
        ] {
            let error = #expect(throws: SettingsError.self) { try WebHookSettings(environment: environment) }
            #expect(error?.variable == variable)
        }
    }

    static let body = imageEvent(tag: "forbidden")

    /// The HMAC-SHA256 of the body.
    static var code: String {
        GitHubSignature.headers(of: Array(body.utf8), secret: secret).first { $0.name == "X-Hub-Signature-256" }
            .map { String($0.value.dropFirst(7)) } ?? ""
    }

    private static func serving(
        _ logger: Logger = .silent, _ body: (RunningApplication) async throws -> Void
    ) async throws {
        let git = try TinyHTTPServer { _ in .status(503) }
        defer { git.stop() }
        let settings = try Settings(environment: [
            "GITOPS_REPOSITORY": "\(git.url)/repo.git", "GITOPS_WEBHOOK_SECRET": secret,
            "GITOPS_WEBHOOK_SECRET_HARBOR": "own",
        ])
        let pipeline = EventPipeline(
            NoteWriter(), writer: try settings.branchWriter(logger: logger), settings: settings, logger: logger)
        try await RunningApplication.with(pipeline, body)
    }
}
