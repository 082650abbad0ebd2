import Events
import FoundationEssentials
import GitOps
import HealthRecorder
import TestSupport

/// Puts applications on record as healthy, in this process, which a parent process starts.
struct Recording {
    /// To the branch that the records are of.
    let writer: BranchWriter
    /// The commit at which all of them are healthy.
    let commit: String

    /// Records overlays of a ``Monorepo``, all at once.
    func run(_ applications: Range<Int>, environments: [String]) async throws {
        let handler = HealthRecorder()
        let time = RFC3339.text(from: .now)
        let events = try applications.flatMap { application in
            try environments.map { environment in
                let body = """
                    {"application":"\(MonorepoFiles(application).name)-\(environment)","revision":"\(commit)",\
                    "sync":"Synced","health":"Healthy","phase":"Succeeded","finishedAt":"\(time)"}
                    """
                let delivery = Delivery(body: Array(body.utf8), receivedAt: .now)
                return PendingEvent(
                    try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
            }
        }
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for event in events { group.addTask { await writer.write(event) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        if let other = outcomes.first(where: { ![.pushed, .unchanged].contains($0.outcome) }) {
            throw TestSupportError("an application is not on record: \(other.message)")
        }
    }
}

extension Bench {
    /// Puts applications on record as healthy at a commit, by a process of its own, so that its memory is not taken for
    /// that of what is measured.
    func record(_ applications: Range<Int>, environments: [String], at commit: String) throws {
        let numbers = [applications.lowerBound, applications.upperBound].map(String.init)
        _ = try ChildProcess(
            CommandLine.arguments[0], ["record", commit] + numbers + environments, environment: environment
        ).wait()
    }
}
