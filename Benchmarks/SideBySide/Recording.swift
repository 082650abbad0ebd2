import Events
import FoundationEssentials
import GitOps
import HealthRecorder
import TestSupport

extension Bench {
    /// Puts overlays of a ``Monorepo`` on record as healthy at a commit, all at once.
    func record(_ applications: Range<Int>, environments: [String], at commit: String) async throws {
        let writer = try Storm(environment: environment).writer
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
