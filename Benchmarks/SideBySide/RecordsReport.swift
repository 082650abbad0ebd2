import FoundationEssentials
import TestSupport

/// What records cost those who do not read them: fetches and pushes of `main` with the git command line.
struct RecordsReport {
    /// The records are of three overlays of each.
    private static let applications = 3000
    private static let runs = 5

    /// What the repository holds beside its branch.
    private enum Records: CaseIterable {
        case none, one, each

        func name(_ count: Int) -> String {
            switch self {
            case .none: "no records"
            case .one: "\(count) applications on record, in one ref"
            case .each: "a ref for each of \(count) applications, for comparison"
            }
        }
    }

    /// Makes the repository, measures, and prints.
    func print() async throws {
        Swift.print("## Records\n")
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: Self.applications, policy: true).write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                try await printTable(
                    Bench(directory: directory, server: server, url: server.url(for: "repo.git"), programs: ""))
            }
        }
    }

    private func printTable(_ bench: Bench) async throws {
        var table = Table(["`git fetch` and `git push` of `main`", "seconds", "requests", "sent", "received"])
        let count = Self.applications * MonorepoFiles.environments.count
        for records in Records.allCases {
            let copy = try await repository(records, bench)
            let user = try await CloneUser(of: copy, bench)
            for (name, measure) in [("fetch", user.fetch), ("push", user.push)] {
                var measurements: [Measurement] = []
                for _ in 0..<Self.runs { measurements.append(try await measure()) }
                let median = median(measurements)
                table.row([
                    "\(name), \(records.name(count))", fixed(median.seconds, 3), "\(median.requests)",
                    bytes(median.bytesSent), bytes(median.bytesReceived),
                ])
            }
        }
        table.print()
    }

    /// A repository of its own with these records.
    private func repository(_ records: Records, _ bench: Bench) async throws -> String {
        let name = "records-\(records).git"
        let path = try await bench.copy(as: name)
        let git = GitCommand(in: path)
        let tip = try await git("rev-parse", "main").text
        switch records {
        case .none: break
        case .one:
            let writer = Bench(
                directory: bench.directory, server: bench.server, url: bench.server.url(for: name),
                programs: bench.programs)
            try await writer.record(0..<Self.applications, environments: MonorepoFiles.environments, at: tip)
        case .each:
            let lines = (0..<Self.applications).flatMap { application in
                MonorepoFiles.environments.map { environment in
                    "create refs/healthy/\(MonorepoFiles(application).name)-\(environment) \(tip)\n"
                }
            }
            try await git("update-ref", "--stdin", input: Array(lines.joined().utf8))
        }
        try await git("pack-refs", "--all")
        return name
    }
}

/// Somebody with a clone.
private struct CloneUser {
    private let bench: Bench
    private let git: GitCommand
    private let server: GitCommand
    private let environment: [String: String]

    /// Clones a repository of the server.
    init(of repository: String, _ bench: Bench) async throws {
        let name = "clone-of-\(repository)"
        try await GitCommand(in: bench.directory.path)(
            "clone", "-q", "--no-checkout", bench.server.url(for: repository), name)
        self.bench = bench
        git = GitCommand(in: bench.directory.path(name))
        server = GitCommand(in: bench.directory.path(repository))
        environment = bench.environment
        try await git("config", "gc.auto", "0")
    }

    /// Fetches one commit that somebody else has pushed.
    func fetch() async throws -> Measurement {
        let new = try await server("commit-tree", "main^{tree}", "-p", "main", "-m", "Say nothing new").text
        try await server("update-ref", "refs/heads/main", new)
        let measurement = try await measured(["fetch", "-q", "origin", "main"])
        guard try await git("rev-parse", "FETCH_HEAD").text == new else {
            throw TestSupportError("the new commit was not fetched")
        }
        return measurement
    }

    /// Pushes one commit.
    func push() async throws -> Measurement {
        let tip = try await server("rev-parse", "main").text
        let new = try await git("commit-tree", "\(tip)^{tree}", "-p", tip, "-m", "Say nothing new").text
        let measurement = try await measured(["push", "-q", "origin", "\(new):refs/heads/main"])
        guard try await server("rev-parse", "main").text == new else {
            throw TestSupportError("the new commit was not pushed")
        }
        return measurement
    }

    private func measured(_ arguments: [String]) async throws -> Measurement {
        try await bench.counted {
            try bench.run("/usr/bin/env", ["git", "-C", git.directory] + arguments, environment: environment)
        }
    }
}
