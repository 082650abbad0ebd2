import FoundationEssentials
import GitOps
import Glibc
import TestSupport

// bench DIRECTORY [APPLICATIONS:HISTORY:RUNS ...] all tables, for the functions' release builds in a directory
// bench edits                                     the tables of edits and decisions, without a server
// bench alerts                                    the tables of alerts
// bench records                                   the table of what records cost those who do not read them
// bench storm|unchanged APPLICATIONS              a row of many events at once, which the tables start as a process of its own
// bench monorepo PATH APPLICATIONS HISTORY        a repository to measure by hand

ProcessHeap.share(environment: ProcessInfo.processInfo.environment)
let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "edits": try EditReport().print()
case "alerts": try await AlertReport().print()
case "records": try await RecordsReport().print()
case "storm", "unchanged":
    let storm = try Storm(environment: ProcessInfo.processInfo.environment)
    let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 1
    let cost: Storm.Cost
    if arguments.first == "storm" {
        cost = try await storm.run(0..<count, tag: "v3.0.0", expecting: .pushed)
    } else {
        _ = try await storm.run(0..<1, tag: MonorepoFiles.firstTag, expecting: .unchanged)
        cost = try await storm.run(0..<count, tag: MonorepoFiles.firstTag, expecting: .unchanged)
    }
    print(cost.seconds, try ChildProcess.peakMemory(of: getpid()), cost.bytesOfEvents)
case "monorepo":
    let numbers = arguments.dropFirst(2).compactMap { Int($0) }
    try await Monorepo(applications: numbers[0], history: numbers[1], policy: true).write(to: arguments[1])
case let programs?:
    let standard = ["15:100:9", "300:2000:7", "3000:5000:5", "15000:20000:3"]
    let sizes = arguments.count > 1 ? Array(arguments.dropFirst()) : standard
    for size in sizes {
        let numbers = size.split(separator: ":").compactMap { Int($0) }
        guard numbers.count == 3 else { throw TestSupportError("expected APPLICATIONS:HISTORY:RUNS, not \(size)") }
        var report = Report(programs: programs, applications: numbers[0], history: numbers[1], runs: numbers[2])
        try await report.print()
    }
case nil: throw TestSupportError("expected the directory of the functions")
}
