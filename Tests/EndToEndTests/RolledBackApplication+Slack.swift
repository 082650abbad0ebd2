import GitOps
import TestSupport
import Testing

extension RolledBackApplication {
    /// A repository whose application was healthy and then got another version, and copies of the function that serves
    /// commands on it.
    ///
    /// - Parameter afterwards: is told of the repository once the functions have ended, and with them all that they did.
    static func withFunctions(
        _ count: Int, chat: String = chat, _ body: ([FunctionServer], GitCommand) async throws -> Void,
        afterwards: (GitCommand) async throws -> Void = { _ in }
    ) async throws {
        try await withTemporaryDirectory { directory in
            let git = try await RolledBackApplication.repository(in: directory, chat: chat)
            try await withGitServer(serving: directory.path) { server in
                let environment = ["GITOPS_REPOSITORY": server.url(for: "repo.git")]
                let application = RolledBackApplication(git: git, environment: environment)
                #expect(try await application.becomeHealthy().outcome == .pushed)
                #expect(try await application.getBadVersion().outcome == .pushed)
                let secret = try directory.write(SlackUser.signingSecret, to: "signing-secret")
                let function = BuiltExecutable(
                    name: "chat-rollback",
                    environment: environment.merging([
                        // However slow this machine is, it is not told that the work goes on.
                        "GITOPS_SLACK_SIGNING_SECRET_FILE": secret, "GITOPS_CHAT_WAIT": "60",
                    ]) { $1 })
                try await withServer(try await FunctionServer.start(function)) { first in
                    guard count > 1 else { return try await body([first], git) }
                    try await withServer(try await FunctionServer.start(function)) { second in
                        try await body([first, second], git)
                    }
                }
                try await afterwards(git)
            }
            try await git("fsck", "--strict")
        }
    }

    /// The new commit is of one person's command, changes the application back and nothing else, and says who asked.
    ///
    /// - Parameter more: the trailers behind those.
    static func checkCommand(
        _ git: GitCommand, after before: String, event: String, more: [Substring] = []
    ) async throws {
        #expect(try await git("rev-parse", "main^").text == before)
        try await check(git, isAsIn: "\(before)~1", after: before)
        let trailers = try await git("log", "-1", "--format=%(trailers:only,unfold)", "main").text
        #expect(
            trailers.split(separator: "\n") == [
                "Gitops-Handler: chat-rollback",
                "Gitops-Application: \(name)",
                "Gitops-Event: \(event)",
                "Gitops-Actor: U024BE7LH",
                "Gitops-Chat: slack/T0001/C2147483705",
                "Gitops-Command: /deploy-fix \(name) errors since noon",
            ] + more)
    }
}
