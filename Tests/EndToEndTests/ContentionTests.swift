import GitOps
import TestSupport
import Testing

/// Processes that know nothing of one another, and somebody with `git`, on one branch.
@Suite struct ContentionTests {
    private static let processes = 8
    private static let eventsEach = 25

    /// The last two are for the same application, and take turns in changing the same value.
    private static let sources = (0..<processes).map { process in
        EventSource(
            name: "ci-\(process)", application: min(process, processes - 2),
            tags: (0..<eventsEach).map { "v\(process + 2).0.\($0)" })
    }

    /// Every event's commit is on the branch once, and nothing that the other one pushed is lost.
    @Test(.timeLimit(.minutes(20))) func eightProcessesAndAGitUser() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                let url = server.url(for: "repo.git")
                let policy = MonorepoFiles.policy.replacing("downgrade: never", with: "downgrade: allow")
                let function = BuiltExecutable(
                    name: "image-updater",
                    environment: [
                        "GITOPS_REPOSITORY": url, "GITOPS_POLICY": try directory.write(policy, to: "policy.yaml"),
                        // However long all of them take here, it is not because of the time that one is given up.
                        "GITOPS_TIMEOUT": "600",
                    ])
                let user = try await GitUser(of: url, in: directory)
                let start = ContinuousClock.now
                async let work = user.work(atLeast: 3)
                let deliveries = try await Self.deliverAll(to: function, then: user.stop)
                let time = ContinuousClock.now - start
                let theirs = try await work
                Self.report(deliveries, theirs, time)

                // An event that comes again after a `retry` may find itself done. Few have to come again.
                for delivery in deliveries {
                    let outcome = delivery.outcome
                    #expect(
                        outcome.outcome == .pushed || outcome.outcome == .unchanged && delivery.attempts > 1,
                        "\(outcome.message)")
                }
                #expect(deliveries.count { $0.attempts > 1 } <= 10)
                #expect(theirs.subjects.count >= 3)
                try await Self.check(git, deliveries.map(\.outcome), theirs)
            }
            try await git("fsck", "--strict")
        }
    }

    private static func deliverAll(
        to function: BuiltExecutable, then stop: @escaping @Sendable () -> Void
    ) async throws -> [EventSource.Delivery] {
        defer { stop() }
        return try await withThrowingTaskGroup(of: [EventSource.Delivery].self) { group in
            for source in sources {
                group.addTask {
                    try await withServer(try await FunctionServer.start(function)) { try await source.deliver(to: $0) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func report(_ deliveries: [EventSource.Delivery], _ theirs: GitUser.Work, _ time: Duration) {
        let slowest = deliveries.map(\.duration).max() ?? .zero
        print(
            """
            \(deliveries.count) events by \(processes) processes in \(time), the slowest \(slowest), \
            \(deliveries.count { $0.attempts > 1 }) sent again; \
            \(theirs.subjects.count) pushes by git, which came too late \(theirs.rejections) times
            """)
    }

    private static func check(_ git: GitCommand, _ outcomes: [Outcome], _ theirs: GitUser.Work) async throws {
        var commits: [String: [String]] = [:]
        let format = "--format=%H %(trailers:key=Gitops-Event,valueonly,separator=%x2C)"
        for line in try await git("log", format, "main").text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2 { commits[String(words[1]), default: []].append(String(words[0])) }
        }
        #expect(Set(commits.keys) == Set(sources.flatMap(\.events)))
        for outcome in outcomes { #expect(commits[outcome.event ?? ""] == outcome.commit.map { [$0] }) }

        let imported = 101
        let count = try await git("rev-list", "--count", "main").text
        #expect(count == "\(imported + sources.flatMap(\.events).count + theirs.subjects.count)")
        let subjects = try await git("log", "--reverse", "--format=%s", "main").text.split(separator: "\n")
        #expect(subjects.filter { $0.hasPrefix("Note ") }.map(String.init) == theirs.subjects)
        for subject in theirs.subjects {
            #expect(try await git("show", "main:\(GitUser.file(of: subject))").text == subject)
        }
        for source in sources.dropLast(2) {
            let file = try await git("show", "main:\(MonorepoFiles(source.application).overlay("prod"))").text
            #expect(file.contains("newTag: \(source.tags.last ?? "")\n"))
        }
    }
}
