import TestSupport
import Testing

/// A real registry tells the real function of what is pushed to it.
@Suite struct RegistryTests {
    private static let secret = "s3cret-of-the-registry"
    private static let application = MonorepoFiles(3)
    private static let repository = "team-3/app-00003"

    @Test(.timeLimit(.minutes(10))) func aPushedImageBecomesACommit() async throws {
        try await Self.withFunction { function, git, directory in
            let url = "http://127.0.0.1:\(function.port)/?sender=distribution"
            let registry = try await RegistryServer.start(telling: url, authorization: "Bearer \(Self.secret)")
            try await withServer(registry) { registry in
                let before = try await Self.count(git)
                for (number, tag) in ["v1.9.0", "v1.9.1"].enumerated() {
                    try await registry.push(try OCIImage(version: tag, in: directory), as: "\(Self.repository):\(tag)")
                    try await waitUntil("\(tag) is on the branch", within: .seconds(300)) {
                        try await Self.count(git) == before + number + 1
                    }
                    let file = try await git("show", "main:\(Self.application.overlay("prod"))").text
                    #expect(file + "\n" == Self.application.kustomization(environment: "prod", tag: tag))
                }
                let event = try await git("log", "-1", "--format=%(trailers:key=Gitops-Event,valueonly)", "main").text
                #expect(event.hasPrefix("distribution#"))

                // What the policy does not want is an answer, so that the registry does not send it again and again.
                try await registry.push(
                    try OCIImage(version: "other", in: directory), as: "\(Self.repository):latest")
                try await waitUntil("the function was told of 'latest'", within: .seconds(300)) {
                    try function.log.contains("outcome=refused")
                }
                // Layers are events, too.
                #expect(try function.log.contains("the registry tells of an image without a tag"))
                #expect(try await Self.count(git) == before + 2)
            }
            #expect(try !function.log.contains(Self.secret))
        }
    }

    @Test(.timeLimit(.minutes(10))) func aRegistryThatShowsNoSecretIsNotHeard() async throws {
        try await Self.withFunction { function, git, directory in
            let url = "http://127.0.0.1:\(function.port)/"
            try await withServer(try await RegistryServer.start(telling: url)) { registry in
                let before = try await Self.count(git)
                try await registry.push(
                    try OCIImage(version: "v1.9.0", in: directory), as: "\(Self.repository):v1.9.0")
                try await waitUntil("the function was told", within: .seconds(300)) {
                    try function.log.contains("only signed ones are taken here")
                }
                #expect(try await Self.count(git) == before)
            }
        }
    }

    private static func count(_ git: GitCommand) async throws -> Int {
        Int(try await git("rev-list", "--count", "main").text) ?? 0
    }

    private static func withFunction(
        _ body: (FunctionServer, GitCommand, TemporaryDirectory) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(history: 3, policy: true).write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                let function = BuiltExecutable(
                    name: "image-updater",
                    environment: [
                        "GITOPS_REPOSITORY": server.url(for: "repo.git"), "GITOPS_WEBHOOK_SECRET": secret,
                    ])
                try await withServer(try await FunctionServer.start(function)) { function in
                    try await body(function, GitCommand(in: directory.path("repo.git")), directory)
                }
            }
            try await GitCommand(in: directory.path("repo.git"))("fsck", "--strict")
        }
    }
}
