import FoundationEssentials
import FunctionHost
import GitOps
import RemoteGit
import TestSupport
import Testing

@Suite struct SettingsTests {
    private static let minimal = ["GITOPS_REPOSITORY": "https://git.example.com/acme/gitops.git"]

    @Test func hasDefaults() throws {
        let settings = try Settings(environment: Self.minimal)
        #expect(settings.repository.description == "https://git.example.com/acme/gitops.git")
        #expect(settings.branch == nil)
        #expect(settings.policy == .repository)
        #expect(settings.identity.credentials == nil && settings.signingKey == nil)
        #expect(settings.author == (try CommitDraft.Signature("gitops-functions <gitops-functions@localhost>")))
        #expect(settings.timeout == .seconds(30))
        #expect(settings.maximumEventBytes == 1_048_576)
        #expect(settings.maximumReceivedBytes == 64_000_000)
    }

    @Test func readsEveryVariable() throws {
        let settings = try Settings(
            environment: Self.minimal.merging([
                "GITOPS_BRANCH": "live", "GITOPS_POLICY": "policy.yaml", "GITOPS_USERNAME": "robot",
                "GITOPS_TOKEN": " s3cret\n", "GITOPS_AUTHOR": "Ann Other <ann@example.com>", "GITOPS_TIMEOUT": "5",
                "GITOPS_MAX_EVENT_BYTES": "70000", "GITOPS_MAX_RECEIVED_BYTES": "80000",
            ]) { $1 })
        #expect(settings.branch == "live")
        #expect(settings.policy == .file("policy.yaml"))
        #expect(settings.identity.credentials == Credentials(username: "robot", token: "s3cret"))
        #expect(settings.author.name == "Ann Other")
        #expect(settings.timeout == .seconds(5))
        #expect(settings.maximumEventBytes == 70000)
        #expect(settings.maximumReceivedBytes == 80000)
    }

    @Test func takesEmptyVariablesForUnset() throws {
        let names = [
            "GITOPS_BRANCH", "GITOPS_POLICY", "GITOPS_USERNAME", "GITOPS_TOKEN", "GITOPS_TOKEN_FILE", "GITOPS_AUTHOR",
            "GITOPS_TIMEOUT", "GITOPS_MAX_EVENT_BYTES", "GITOPS_SSH_KEY_FILE", "GITOPS_SIGNING_KEY_FILE",
        ]
        let empty = Dictionary(uniqueKeysWithValues: names.map { ($0, "") })
        let settings = try Settings(environment: Self.minimal.merging(empty) { $1 })
        #expect(settings.branch == nil && settings.identity.credentials == nil && settings.timeout == .seconds(30))
        #expect(throws: SettingsError.self) { try Settings(environment: ["GITOPS_REPOSITORY": ""]) }
    }

    @Test(arguments: [
        (["GITOPS_REPOSITORY": ""], "GITOPS_REPOSITORY"),
        (["GITOPS_REPOSITORY": "https://user:s3cret@"], "GITOPS_REPOSITORY"),
        (["GITOPS_REPOSITORY": "ftp://user:s3cret@example.com/x"], "GITOPS_REPOSITORY"),
        (["GITOPS_REPOSITORY": "ssh://-oProxyCommand=touch/x"], "GITOPS_REPOSITORY"),
        (["GITOPS_TOKEN": "s3cret", "GITOPS_AUTHENTICATION": "digest"], "GITOPS_AUTHENTICATION"),
        (["GITOPS_TOKEN": "s3cret\ns3cret"], "GITOPS_TOKEN"),
        (["GITOPS_TOKEN": " \n"], "GITOPS_TOKEN"),
        (["GITOPS_TOKEN": "s3cret", "GITOPS_TOKEN_FILE": "token"], "GITOPS_TOKEN"),
        (["GITOPS_TOKEN_FILE": "/nonexistent/token"], "GITOPS_TOKEN_FILE"),
        (["GITOPS_USERNAME": "robot"], "GITOPS_USERNAME"),
        (["GITOPS_USERNAME": "ro:bot", "GITOPS_TOKEN": "s3cret"], "GITOPS_USERNAME"),
        (["GITOPS_AUTHOR": "nobody"], "GITOPS_AUTHOR"),
        (["GITOPS_AUTHOR": "A <a@example.com>\nB <b@example.com>"], "GITOPS_AUTHOR"),
        (["GITOPS_TIMEOUT": "0"], "GITOPS_TIMEOUT"), (["GITOPS_TIMEOUT": "soon"], "GITOPS_TIMEOUT"),
        (["GITOPS_TIMEOUT": "-1"], "GITOPS_TIMEOUT"), (["GITOPS_TIMEOUT": "1.5"], "GITOPS_TIMEOUT"),
        (["GITOPS_MAX_EVENT_BYTES": "99999999999999999999"], "GITOPS_MAX_EVENT_BYTES"),
        (["GITOPS_SIGNING_KEY_FILE": "/nonexistent/s3cret"], "GITOPS_SIGNING_KEY_FILE"),
    ])
    func namesTheVariableAtFault(variables: [String: String], fault: String) throws {
        let error = try #require(throws: SettingsError.self) {
            try Settings(environment: Self.minimal.merging(variables) { $1 })
        }
        #expect(error.variable == fault)
        #expect(error.description.hasPrefix("\(fault) "))
        #expect(!error.description.contains("s3cret"))
    }

    @Test func namesTheBranchThatCannotBe() throws {
        let settings = try Settings(environment: Self.minimal.merging(["GITOPS_BRANCH": "a..b"]) { $1 })
        let error = try #require(throws: SettingsError.self) { try settings.branchWriter(logger: .silent) }
        #expect(error.variable == "GITOPS_BRANCH")
    }

    @Test func readsTheTokenFromAFile() async throws {
        try await withTemporaryDirectory { directory in
            let file = try directory.write("s3cret\r\n", to: "token")
            let settings = try Settings(environment: Self.minimal.merging(["GITOPS_TOKEN_FILE": file]) { $1 })
            #expect(settings.identity.credentials == Credentials(username: nil, tokenFile: file))
            #expect(!"\(settings)".contains("s3cret"))
        }
    }

    @Test(
        arguments: [
            (nil, nil, [:], "0.0.0.0:8080"), (nil, nil, ["PORT": "9000"], "0.0.0.0:9000"),
            (nil, 9001, ["PORT": "9000"], "0.0.0.0:9001"), (nil, nil, ["PORT": ""], "0.0.0.0:8080"),
            ("::1", 0, ["PORT": "not read then"], "[::1]:0"),
        ] as [(String?, Int?, [String: String], String)])
    func listensWhereToldTo(host: String?, port: Int?, environment: [String: String], expected: String) throws {
        let address = try ListenAddress(host: host, port: port, environment: environment)
        #expect(address.description == expected)
    }

    @Test(arguments: ["65536", "-1", "http"])
    func refusesWhatIsNoPort(text: String) throws {
        let error = try #require(throws: SettingsError.self) {
            try ListenAddress(host: nil, port: nil, environment: ["PORT": text])
        }
        #expect(error.variable == "PORT")
    }

    @Test(arguments: [
        (["GITOPS_TEAMS_SECRET": "no base64!"], "GITOPS_TEAMS_SECRET"),
        (["GITOPS_SLACK_SIGNING_SECRET_FILE": "/none"], "GITOPS_SLACK_SIGNING_SECRET_FILE"),
        (["GITOPS_CHAT_RESPONSE_HOSTS": "https://chat.example.com"], "GITOPS_CHAT_RESPONSE_HOSTS"),
        (["GITOPS_CHAT_RESPONSE_HOSTS": "a.example.com,*.example.com"], "GITOPS_CHAT_RESPONSE_HOSTS"),
    ])
    func aWrongSettingOfAChatIsNamed(variables: [String: String], name: String) {
        let error = #expect(throws: SettingsError.self) {
            try Settings(environment: ["GITOPS_REPOSITORY": "/r"].merging(variables) { $1 })
        }
        #expect(error?.variable == name)
        #expect("\(error.map { "\($0)" } ?? "")".contains("base64!") == false)
    }
}
