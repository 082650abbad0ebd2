import GitOps
import TestSupport
import Testing

/// One line in Slack brings back the state that Argo CD saw healthy: the functions are processes, the server is Git's own,
/// and Slack's requests are signed as Slack signs them.
@Suite struct SlackRollbackTests {
    private static let application = MonorepoFiles(3)
    private static let name = "app-00003-prod"
    private static let file = application.overlay("prod")

    private static let chat = """
        chat:
          commands: {/deploy-fix: rollback}
          commitLink: https://git.example.com/team/gitops/-/commit/{commit}
          allow:
          - {users: [U024BE7LH], teams: [T0001], channels: [C2147483705], applications: ["*-prod"], commands: [rollback]}

        """

    private let user = SlackUser(id: "U024BE7LH")

    @Test(.timeLimit(.minutes(2))) func aCommandBringsTheHealthyStateBack() async throws {
        try await Self.withFunction { function, git in
            let before = try await git("rev-parse", "main").text
            let command = user.command("\(Self.name) errors since noon", trigger: "13345224609.738474920.8088930838")
            let answer = try await command.send(to: function)
            #expect(answer.status == 200, "\(answer.body)")
            let commit = try await git("rev-parse", "main").text
            try await Self.checkCommit(git, after: before)

            let message = try SlackUser.Message(answer)
            #expect(message.response_type == "in_channel")
            #expect(message.text.hasPrefix("\(Self.name) goes back to its state of 2026-01-31T12:00:00Z"))
            #expect(message.text.hasSuffix("; held off: \(Self.application.image):v6.0.0; reason: errors since noon"))
            let blocks = try #require(message.blocks)
            #expect(blocks.first?.type == "section" && blocks.first?.words == message.text)
            let values = blocks.dropFirst().map(\.words).first ?? ""
            #expect(values.contains(Self.file) && values.contains("v6.0.0 → "), "\(answer.body)")
            let link = "<https://git.example.com/team/gitops/-/commit/\(commit)|commit \(commit.prefix(7))>"
            #expect(blocks.last?.type == "context")
            #expect(
                blocks.last?.words == "<@U024BE7LH>: `/deploy-fix \(Self.name) errors since noon` · \(link)",
                "\(blocks.last?.words ?? "")")

            // Slack sends a command again if it has waited too long: it is carried out once, and told to nobody else.
            let again = try await command.send(to: function)
            #expect(again.status == 200)
            let repeated = try SlackUser.Message(again)
            #expect(repeated.response_type == "ephemeral" && repeated.text == "this event was handled before")
            #expect(try await git("rev-parse", "main").text == commit)

            // Who may not command is told no more of it than of any other.
            let stranger = SlackUser(id: "U0STRANGER")
            for trigger in ["13345224609.738474920.8088930838", "1.2.3"] {
                let refusal = try await stranger.command(Self.name, trigger: trigger).send(to: function)
                #expect(refusal.status == 200)
                let refused = try SlackUser.Message(refusal)
                #expect(refused.response_type == "ephemeral")
                #expect(refused.text.hasPrefix("Refused: chat.allow does not let U0STRANGER"), "\(refused.text)")
                #expect(!refusal.body.contains(commit.prefix(7)))
            }
            #expect(try await git("rev-parse", "main").text == commit)
            #expect(try !function.log.contains(SlackUser.signingSecret))
        }
    }

    @Test(.timeLimit(.minutes(2))) func whatSlackDidNotSignIsNotHeard() async throws {
        try await Self.withFunction { function, git in
            let before = try await git("rev-parse", "main").text
            let signed = user.command(Self.name, trigger: "1.2.3")
            var unsigned = signed
            unsigned.headers = []
            var changed = signed
            changed.body = changed.body.replacing(Self.name, with: "app-00004-prod")
            var redated = signed
            redated.headers[0].value = user.command("", trigger: "", age: 9).headers[0].value
            let requests = [
                unsigned, changed, redated, user.command(Self.name, trigger: "1.2.3", secret: "another"),
                user.command(Self.name, trigger: "1.2.3", age: 400),
                user.command(Self.name, trigger: "1.2.3", age: -400),
            ]
            for (number, request) in requests.enumerated() {
                let answer = try await request.send(to: function)
                #expect(answer.status == 401, "request \(number): \(answer.body)")
            }
            #expect(try await git("rev-parse", "main").text == before)
            // The branch stayed because of the signatures alone.
            #expect(try await signed.send(to: function).status == 200)
            #expect(try await git("rev-parse", "main^").text == before)
        }
    }

    /// The new commit is of the person's command, and changes the application back and nothing else.
    private static func checkCommit(_ git: GitCommand, after before: String) async throws {
        #expect(try await git("rev-parse", "main^").text == before)
        let directory = String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.endIndex))
        let changed = try await git("diff", "--name-only", before, "main").text
        #expect(changed == "\(directory)/.gitops-state\n\(file)")
        #expect(
            try await git("diff", "--name-only", "\(before)~1:\(directory)", "main:\(directory)").text
                == ".gitops-state")
        let trailers = try await git("log", "-1", "--format=%(trailers:only,unfold)", "main").text
        #expect(
            trailers.split(separator: "\n") == [
                "Gitops-Handler: chat-rollback",
                "Gitops-Application: \(name)",
                "Gitops-Event: slack#13345224609.738474920.8088930838",
                "Gitops-Actor: U024BE7LH",
                "Gitops-Chat: slack/T0001/C2147483705",
                "Gitops-Command: /deploy-fix \(name) errors since noon",
            ])
    }

    /// A repository whose application was healthy and then got another version, and the function that serves commands on it.
    private static func withFunction(_ body: (FunctionServer, GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(history: 3).write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            try await addPolicy(git)
            try await withGitServer(serving: directory.path) { server in
                let environment = ["GITOPS_REPOSITORY": server.url(for: "repo.git")]
                let healthy = try await git("rev-parse", "main").text
                try await tell(
                    "health-recorder",
                    """
                    {"application":"\(name)","revision":"\(healthy)","sync":"Synced","health":"Healthy",\
                    "phase":"Succeeded","finishedAt":"2026-01-31T12:00:00Z","healthSince":"2026-01-31T12:00:41Z"}
                    """, environment)
                try await tell("image-updater", #"{"image":"\#(application.image)","tag":"v6.0.0"}"#, environment)
                #expect(try await git("show", "main:\(file)").text.contains("newTag: v6.0.0"))

                let secret = try directory.write(SlackUser.signingSecret, to: "signing-secret")
                let function = BuiltExecutable(
                    name: "chat-rollback",
                    environment: environment.merging(["GITOPS_SLACK_SIGNING_SECRET_FILE": secret]) { $1 })
                try await withServer(try await FunctionServer.start(function)) { try await body($0, git) }
            }
            try await git("fsck", "--strict")
        }
    }

    /// A function handles an event, and something comes of it.
    private static func tell(_ function: String, _ event: String, _ environment: [String: String]) async throws {
        let ending = try await BuiltExecutable(name: function, environment: environment)(input: event)
        #expect(ending.output.contains(#""outcome":"pushed""#), "\(ending.words)")
    }

    /// Commits the policy.
    private static func addPolicy(_ git: GitCommand) async throws {
        let policy = MonorepoFiles.policy + chat
        let stream = """
            commit refs/heads/main
            committer Person <person@example.com> 1790000000 +0000
            data 18
            Let people command
            from refs/heads/main^0
            M 100644 inline .gitops.yaml
            data \(policy.utf8.count)
            \(policy)

            """
        try await git("fast-import", "--quiet", input: Array(stream.utf8))
    }
}
