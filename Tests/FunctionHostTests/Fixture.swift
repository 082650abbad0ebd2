import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import TestSupport

/// A repository behind a real Git server, and what a host needs to write to it.
struct Fixture {
    let server: GitServer
    let git: GitCommand
    let environment: [String: String]

    /// Lends a fixture to `body`.
    static func with<Value>(
        options: GitServer.Options = GitServer.Options(), _ body: (Fixture) async throws -> Value
    ) async throws -> Value {
        try await Monorepo(applications: 2, history: 3).served(options: options) { served in
            let environment = ["GITOPS_REPOSITORY": served.server.url(for: "repo.git")]
            return try await body(Fixture(server: served.server, git: served.git, environment: environment))
        }
    }

    /// A pipeline to the repository.
    func pipeline(
        _ variables: [String: String] = [:], change: (inout Settings) -> Void = { _ in }
    ) throws -> EventPipeline<NoteWriter> {
        try .test(environment.merging(variables) { $1 }, change: change)
    }

    /// The ids of the branch's commits, newest first.
    func commits() async throws -> [String] {
        try await git("rev-list", "main").text.split(separator: "\n").map(String.init)
    }
}

extension EventPipeline<NoteWriter> {
    /// A pipeline of the tests' handler.
    ///
    /// - Parameter change: sets what no variable does.
    static func test(
        _ environment: [String: String], change: (inout Settings) -> Void = { _ in }
    ) throws -> Self {
        var settings = try Settings(environment: environment)
        change(&settings)
        let logger = Logger.silent
        return EventPipeline(
            NoteWriter(), writer: try settings.branchWriter(logger: logger), settings: settings, logger: logger)
    }
}

extension Logger {
    /// Logs nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension Delivery {
    /// An event as it comes in.
    init(_ text: String, contentType: String? = nil) {
        self.init(body: Array(text.utf8), contentType: contentType, receivedAt: .now)
    }
}

/// The JSON of an image event.
func imageEvent(_ image: String = "shop", tag: String = "v1") -> String {
    #"{"image":"registry.example.com/\#(image)","tag":"\#(tag)"}"#
}
