import TestSupport

/// The table of rollbacks for a repository of one size.
struct RollbackReport {
    /// The commit on which each run begins.
    let base: String
    let applications: Int
    let runs: Int
    private var tags = Tags(major: 9)

    init(base: String, applications: Int, runs: Int) {
        self.base = base
        self.applications = applications
        self.runs = runs
    }

    /// Measures, and prints.
    mutating func print(_ bench: Bench) async throws {
        var measured: [(way: RollbackWay, median: Measurement)] = []
        var bodies = 0
        for way in RollbackWay.allCases {
            measured.append((way, try await measure(way, bench)))
            if way == .recorded { bodies = try bench.bodyBytesOfLastEvent() }
        }
        var table = Table(["rollback of one application"] + Report.columns.dropFirst())
        let ours = measured[0].median.seconds
        for (way, median) in measured { table.row([way.name] + median.cells(ours: ours)) }
        table.print()
        Swift.print(
            "Of what `chat-rollback` sends with a healthy state on record, \(bodies) bytes are bodies; "
                + "the rest are HTTP headers.\n")
    }

    /// The median of several runs, each on another application as far as there are as many.
    private mutating func measure(_ way: RollbackWay, _ bench: Bench) async throws -> Measurement {
        let runs = way == .clone || way == .shallow ? Report.slowRuns(runs, applications) : runs
        var measurements: [Measurement] = []
        for run in 0..<runs {
            let deployment = try await bench.deployBadVersion(
                run % applications, of: applications, on: base, tag: tags.next(), isRecorded: way == .recorded)
            measurements.append(try await bench.run(way, deployment))
        }
        return median(measurements)
    }
}
