import Events
import FoundationEssentials
import GitOps
import ImageUpdater
import Logging
import RemoteGit
import TestSupport

/// Many events at once for one writer in this process, which a parent process measures.
struct Storm {
    let writer: BranchWriter

    /// A writer to the repository of the environment.
    init(environment: [String: String]) throws {
        let address = try RemoteAddress(environment["GITOPS_REPOSITORY"] ?? "")
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        var options = BranchWriter.Options(signature: try CommitDraft.Signature("Bench <bench@example.com>"))
        if let policy = environment["GITOPS_POLICY"] { options.policy = .file(policy) }
        writer = BranchWriter(
            try RemoteBranch(address, branch: nil, logger: logger), repository: address, options: options,
            logger: logger)
    }

    /// Writes an event for each application, all at once.
    ///
    /// - Returns: the seconds until the last outcome.
    func run(_ applications: Range<Int>, tag: String, expecting kind: OutcomeKind) async throws -> Double {
        let handler = ImageUpdater()
        let events = try applications.map { application in
            let body = Array(Bench.event(application, tag).utf8)
            let delivery = Delivery(body: body, receivedAt: .now)
            return PendingEvent(
                try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
        }
        let clock = ContinuousClock()
        let start = clock.now
        // As in a server, an outcome is not kept once it is answered: the memory that is measured is the writer's.
        let unexpected = await withTaskGroup(of: Outcome.self) { group in
            for event in events { group.addTask { await writer.write(event) } }
            return await group.reduce(into: Outcome?.none) { if $1.outcome != kind { $0 = $1 } }
        }
        let seconds = (clock.now - start) / .seconds(1)
        if let unexpected {
            throw TestSupportError("expected \(kind), but an event is \(unexpected.outcome): \(unexpected.message)")
        }
        return seconds
    }
}
