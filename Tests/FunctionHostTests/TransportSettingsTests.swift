import FoundationEssentials
import GitOps
import TestSupport
import Testing

/// What the environment says of the way to the Git server holds for the program: real servers that ask for it.
@Suite(.timeLimit(.minutes(10))) struct TransportSettingsTests {
    @Test func certificatesOfBothSides() async throws {
        try await Self.withRepository { directory in
            let certificates = try await TLSCertificates.make(in: directory)
            let options = GitServer.Options(tls: certificates)
            try await withGitServer(serving: directory.path, options: options) { server in
                let all = [
                    "GITOPS_REPOSITORY": server.url(for: "repo.git"), "GITOPS_CA_FILE": certificates.authority,
                    "GITOPS_CLIENT_CERTIFICATE_FILE": certificates.client.certificate,
                    "GITOPS_CLIENT_KEY_FILE": certificates.client.key,
                ]
                let cases: [(without: Set<String>, outcome: OutcomeKind, words: String)] = [
                    (["GITOPS_CA_FILE"], .failed, "shows a certificate that is not trusted"),
                    (
                        ["GITOPS_CLIENT_CERTIFICATE_FILE", "GITOPS_CLIENT_KEY_FILE"], .failed,
                        "it may want a certificate, see GITOPS_CLIENT_CERTIFICATE_FILE"
                    ),
                    ([], .pushed, "Update app-00003 to v1.9.1"),
                ]
                for (without, kind, words) in cases {
                    let environment = all.filter { !without.contains($0.key) }
                    let ending = try await BuiltExecutable(name: "image-updater", environment: environment)(
                        input: Self.event("v1.9.1"))
                    let outcome = try JSONDecoder().decode(Outcome.self, from: Data(ending.output.utf8))
                    #expect(outcome.outcome == kind && outcome.message.contains(words), "\(outcome.message)")
                }
            }
        }
    }

    /// Credentials with a short life are renewed in their file while the function serves.
    @Test func theTokenFileIsReadAgainWhileItServes() async throws {
        try await Self.withRepository { directory in
            let file = try directory.write("s3cret-1\n", to: "token")
            let options = GitServer.Options(credentials: .init(user: "robot", password: "s3cret-1"))
            try await withGitServer(serving: directory.path, options: options) { server in
                let program = BuiltExecutable(
                    name: "image-updater",
                    environment: [
                        "GITOPS_REPOSITORY": server.url(for: "repo.git"), "GITOPS_USERNAME": "robot",
                        "GITOPS_TOKEN_FILE": file,
                    ])
                try await withServer(try await FunctionServer.start(program)) { function in
                    #expect(try await function.post(Self.event("v1.9.1")).status == 200)
                    try server.change(to: .init(user: "robot", password: "s3cret-2"))
                    let refused = try await function.post(Self.event("v1.9.2"))
                    #expect(refused.status == 500 && refused.body.contains("does not accept the credentials given"))
                    try directory.write("s3cret-2\n", to: "token")
                    #expect(try await function.post(Self.event("v1.9.2")).status == 200)
                    #expect(try !function.log.contains("s3cret") && !refused.body.contains("s3cret"))
                }
            }
            let git = GitCommand(in: directory.path("repo.git"))
            #expect(try await git("rev-list", "--count", "main").text == "4")
        }
    }

    /// The name of the server is known to the proxy alone.
    @Test func requestsGoThroughTheProxy() async throws {
        try await Self.withRepository { directory in
            try await withGitServer(serving: directory.path) { server in
                let port = server.port
                let proxy = try TinyHTTPServer { $0.reply(from: port) }
                defer { proxy.stop() }
                let url = "http://git.invalid/repo.git"
                let program = BuiltExecutable(
                    name: "image-updater", environment: ["GITOPS_REPOSITORY": url, "http_proxy": proxy.url])
                let ending = try await program(input: Self.event("v1.9.1"))
                let outcome = try JSONDecoder().decode(Outcome.self, from: Data(ending.output.utf8))
                #expect(outcome.outcome == .pushed && outcome.repository == url, "\(ending.words)")
                #expect(proxy.requests.count == outcome.requests)
                #expect(proxy.requests.allSatisfy { $0.path.hasPrefix("\(url)/git-") })
            }
        }
    }

    private static func event(_ tag: String) -> String {
        #"{"image": "\#(MonorepoFiles(3).image)", "tag": "\#(tag)"}"#
    }

    private static func withRepository(_ body: (TemporaryDirectory) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(history: 1, policy: true).write(to: directory.path("repo.git"))
            try await body(directory)
            try await GitCommand(in: directory.path("repo.git"))("fsck", "--strict")
        }
    }
}
