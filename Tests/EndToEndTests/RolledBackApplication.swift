import FoundationEssentials
import GitOps
import TestSupport
import Testing

/// An application that is healthy, gets a bad version, and goes back, all by the functions' own processes.
struct RolledBackApplication {
    static let files = MonorepoFiles(3)
    static let name = "\(files.name)-prod"
    static let directory = "apps/\(files.name)/overlays/prod"
    static let file = files.overlay("prod")

    /// Lets one person bring the application back.
    static let chat = """
        chat:
          commands: {/deploy-fix: rollback}
          commitLink: https://git.example.com/team/gitops/-/commit/{commit}
          allow:
          - {users: [U024BE7LH], teams: [T0001], channels: [C2147483705], applications: ["*-prod"], commands: [rollback]}

        """

    let git: GitCommand
    /// Of the functions.
    let environment: [String: String]

    /// A repository `repo.git` in which people may command.
    ///
    /// - Parameter chat: who may, added to the repository's policy.
    static func repository(in directory: TemporaryDirectory, chat: String = chat) async throws -> GitCommand {
        try await Monorepo(history: 3).write(to: directory.path("repo.git"))
        let git = GitCommand(in: directory.path("repo.git"))
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
        return git
    }

    /// Argo CD tells that it is healthy as it is.
    func becomeHealthy() async throws -> Outcome {
        let revision = try await git("rev-parse", "main").text
        return try await tell(
            "health-recorder",
            """
            {"application":"\(Self.name)","revision":"\(revision)","sync":"Synced","health":"Healthy",\
            "phase":"Succeeded","finishedAt":"2026-01-31T12:00:00Z","healthSince":"2026-01-31T12:00:41Z"}
            """)
    }

    /// A registry tells of a version.
    func getBadVersion() async throws -> Outcome {
        try await tell("image-updater", #"{"image":"\#(Self.files.image)","tag":"v6.0.0"}"#)
    }

    /// Somebody commands, by our own JSON.
    func goBack(trigger: String) async throws -> Outcome {
        try await tell(
            "chat-rollback",
            """
            {"command":"/deploy-fix","text":"\(Self.name)","user_id":"U024BE7LH","team_id":"T0001",\
            "channel_id":"C2147483705","trigger_id":"\(trigger)"}
            """)
    }

    /// A function that has seen nothing handles an event.
    private func tell(_ function: String, _ event: String) async throws -> Outcome {
        let ending = try await BuiltExecutable(name: function, environment: environment)(input: event)
        return try JSONDecoder().decode(Outcome.self, from: Data(ending.output.utf8))
    }

    /// Checks that it is as it was in a commit, but for what is held off now, and that nothing else changed.
    static func check(_ git: GitCommand, isAsIn healthy: String, after before: String) async throws {
        let changed = try await git("diff", "--name-only", before, "main").text
        #expect(changed == "\(directory)/.gitops-state\n\(file)")
        let differing = try await git("diff", "--name-only", "\(healthy):\(directory)", "main:\(directory)").text
        #expect(differing == ".gitops-state")
    }
}
