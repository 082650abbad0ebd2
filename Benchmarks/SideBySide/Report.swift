import FoundationEssentials
import TestSupport

/// All tables for a repository of one size.
struct Report {
    let programs: String
    let applications: Int
    let history: Int
    let runs: Int
    private var tags = Tags(major: 2)

    init(programs: String, applications: Int, history: Int, runs: Int) {
        self.programs = programs
        self.applications = applications
        self.history = history
        self.runs = runs
    }

    static let columns = ["way", "seconds", "× ours", "requests", "sent", "received", "peak memory"]

    /// Makes the repository, measures, and prints.
    mutating func print() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await Monorepo(applications: applications, history: history, policy: true).write(
            to: directory.path("repo.git"))
        let server = try await GitServer.start(serving: directory.path)
        let bench = Bench(directory: directory, server: server, url: server.url(for: "repo.git"), programs: programs)
        do {
            try await printTables(bench)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private mutating func printTables(_ bench: Bench) async throws {
        let proxy =
            applications == 15 || applications == 3000
            ? try LagProxy(to: bench.server.port, roundTrip: .milliseconds(50)) : nil
        defer { proxy?.stop() }
        let far = proxy.map { proxy in
            Bench(
                directory: bench.directory, server: bench.server, url: "http://127.0.0.1:\(proxy.port)/repo.git",
                programs: programs)
        }
        Swift.print("## \(applications * 7) files, \(history) commits\n")
        let git = GitCommand(in: bench.directory.path("repo.git"))
        let tip = try await git("rev-parse", "main").text
        try await printWays(bench, Way.allCases)
        // An event is looked for in all commits of the last minutes, and those before have made many.
        try await git("update-ref", "refs/heads/main", tip)
        if let far {
            Swift.print(Self.overALink)
            try await printWays(far, Way.overALink)
            try await git("update-ref", "refs/heads/main", tip)
        }
        let base = try await bench.commit(Array(Bench.policy.utf8), to: ".gitops.yaml", "Let people command")
        var rollbacks = RollbackReport(base: base, applications: applications, runs: runs)
        try await rollbacks.print(bench)
        if let far {
            Swift.print(Self.overALink)
            try await rollbacks.print(far)
        }
        if applications >= 3000 { try await printStorms(bench) }
    }

    private static let overALink = "The same over a link with a round trip of 50 ms:\n"

    private mutating func printWays(_ bench: Bench, _ ways: [Way]) async throws {
        var table = Table(Self.columns)
        var measured: [(way: Way, median: Measurement)] = []
        for way in ways { measured.append((way, try await measure(way, bench))) }
        let ours = measured[0].median.seconds
        for (way, median) in measured {
            table.row([way.name] + median.cells(ours: ours))
        }
        table.print()
        let bodies = try bench.bodyBytesOfLastEvent()
        Swift.print("Of what a cold `image-updater` sends, \(bodies) bytes are bodies; the rest are HTTP headers.\n")
    }

    /// The median of several runs, each on another application or with another tag, so that each changes something.
    private mutating func measure(_ way: Way, _ bench: Bench) async throws -> Measurement {
        let runs = way == .clone || way == .shallow ? Self.slowRuns(runs, applications) : runs
        var measurements: [Measurement] = []
        switch way {
        case .warmSeen, .warmNew, .warmMoved, .warmUnchanged:
            let warm = try await WarmFunction(bench)
            _ = try warm.post(Bench.event(0, tags.next()), expecting: "pushed")
            for run in 1...runs {
                let tag = way == .warmUnchanged ? tags.last : tags.next()
                if way == .warmMoved {
                    try await bench.pushSomethingElse(run % applications)
                    // For two seconds after a push that came too late, a writer leaves gaps for others.
                    try await Task.sleep(for: .seconds(2.1))
                }
                measurements.append(
                    try await bench.counted {
                        switch way {
                        case .warmSeen, .warmMoved: (try warm.post(Bench.event(0, tag), expecting: "pushed"), 0)
                        case .warmNew: (try warm.post(Bench.event(run, tag), expecting: "pushed"), 0)
                        default: (try warm.post(Bench.event(0, tag), expecting: "unchanged"), 0)
                        }
                    })
            }
            let memory = try warm.stop()
            for index in measurements.indices { measurements[index].peakMemory = memory }
        default:
            for run in 0..<runs {
                measurements.append(try await bench.run(way, application: run % applications, tag: tags.next()))
            }
        }
        return median(measurements)
    }

    /// The runs of ways that take long: fewer, which is enough to tell them apart. Of the largest repository, one takes
    /// minutes.
    static func slowRuns(_ runs: Int, _ applications: Int) -> Int { min(runs, applications >= 15_000 ? 1 : 3) }

    private func printStorms(_ bench: Bench) async throws {
        var table = Table([
            "at once, one process", "seconds", "per second", "requests", "pushes", "peak memory", "waiting events",
        ])
        for (name, command, count) in [
            ("90 events for 90 applications", "storm", 90), ("1,000 events for 1,000 applications", "storm", 1000),
            ("3,000 events for 3,000 applications", "storm", 3000),
            ("1,000 events that change nothing", "unchanged", 1000),
        ] {
            // A repository of its own, so that every event finds the first tag.
            let copy = "\(command)-\(count).git"
            let git = GitCommand(in: try await bench.copy(as: copy))
            try await git(
                "update-ref", "refs/heads/main", "\(try await git("rev-list", "--max-parents=0", "main").text)")
            let before = try await bench.server.requests.count
            let output = bench.directory.path("storm")
            var environment = try bench.environmentWithPolicy()
            environment["GITOPS_REPOSITORY"] = bench.server.url(for: copy)
            try ChildProcess(
                CommandLine.arguments[0], [command, "\(count)"], environment: environment, output: output
            ).wait()
            let numbers = try String(contentsOfFile: output, encoding: .utf8).split(whereSeparator: \.isWhitespace)
            let seconds = Double(numbers[0]) ?? 0
            let requests = try await bench.server.requests[before...]
            table.row([
                name, fixed(seconds, 2), fixed(Double(count) / seconds, 0), "\(requests.count)",
                "\(requests.count { $0.path.hasSuffix("/git-receive-pack") })", bytes(Int(numbers[1]) ?? 0),
                bytes(Int(numbers[2]) ?? 0),
            ])
        }
        table.print()
    }
}

/// Tags in ascending order.
struct Tags {
    private let major: Int
    private var count = 0

    /// Tags of one major version.
    init(major: Int) {
        self.major = major
    }

    /// The newest tag.
    var last: String { "v\(major).0.\(count)" }

    /// A tag that is newer than all before.
    mutating func next() -> String {
        count += 1
        return last
    }
}
