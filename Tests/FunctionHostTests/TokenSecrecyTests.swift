import FoundationEssentials
import TestSupport
import Testing

/// Neither a log nor an outcome holds the token, however it is given and whether or not it is the right one.
@Suite struct TokenSecrecyTests {
    private static let user = "robot"
    private static let token = "t0ken-s3cret"
    private static let event = #"{"image": "registry.example.com/team-3/app-00003", "tag": "v1.9.9"}"#

    enum Giving: CaseIterable {
        case variable, file, address, bearer
    }

    @Test(arguments: Giving.allCases, [true, false])
    func keepsTheTokenToItself(giving: Giving, isRight: Bool) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(history: 1, policy: true).write(to: directory.path("repo.git"))
            let password = isRight ? Self.token : "another"
            let options = GitServer.Options(credentials: .init(user: Self.user, password: password))
            try await withGitServer(serving: directory.path, options: options) { server in
                let environment = try Self.environment(giving, server.url(for: "repo.git"), directory)
                let ending = try await BuiltExecutable(name: "image-updater", environment: environment)(
                    "-v", input: Self.event)
                // The server knows no bearer tokens.
                let outcome = isRight && giving != .bearer ? "pushed" : "failed"
                #expect(ending.output.contains("\"outcome\":\"\(outcome)\""), "\(ending.words)")
                #expect(ending.errors.contains("git request"))
                let encoded = Data("\(Self.user):\(Self.token)".utf8).base64EncodedString()
                for secret in [Self.token, encoded] { #expect(!ending.words.contains(secret)) }
            }
            try await GitCommand(in: directory.path("repo.git"))("fsck", "--strict")
        }
    }

    private static func environment(
        _ giving: Giving,
        _ url: String,
        _ directory: TemporaryDirectory
    ) throws -> [String: String] {
        var environment = ["GITOPS_REPOSITORY": url]
        switch giving {
        case .variable: environment.merge(["GITOPS_USERNAME": user, "GITOPS_TOKEN": token]) { $1 }
        case .file:
            let file = try directory.write("\(token)\n", to: "token")
            environment.merge(["GITOPS_USERNAME": user, "GITOPS_TOKEN_FILE": file]) { $1 }
        case .address:
            environment["GITOPS_REPOSITORY"] = url.replacing("http://", with: "http://\(user):\(token)@")
        case .bearer: environment.merge(["GITOPS_AUTHENTICATION": "bearer", "GITOPS_TOKEN": token]) { $1 }
        }
        return environment
    }
}
