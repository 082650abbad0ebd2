import Events
import FoundationEssentials
import GitOps
import Glibc
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

    /// What a storm cost.
    struct Cost {
        /// From the first event's arrival to the last outcome.
        let seconds: Double
        /// What the waiting events and the tasks that wait for their outcomes take, whatever the writer does with them.
        let bytesOfEvents: Int
    }

    /// Writes an event for each application, all at once.
    func run(_ applications: Range<Int>, tag: String, expecting kind: OutcomeKind) async throws -> Cost {
        let handler = ImageUpdater()
        let gate = Gate(for: applications.count)
        let before = try ChildProcess.memory(of: getpid())
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            for application in applications {
                let delivery = Delivery(body: Array(Bench.event(application, tag).utf8), receivedAt: .now)
                let event = PendingEvent(
                    try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
                group.addTask {
                    await gate.pass()
                    return await writer.write(event)
                }
            }
            await gate.waitForAll()
            let bytesOfEvents = try ChildProcess.memory(of: getpid()) - before
            let clock = ContinuousClock()
            let start = clock.now
            await gate.open()
            // As in a server, an event and its outcome are not kept once it is answered.
            for try await outcome in group where outcome.outcome != kind {
                throw TestSupportError("expected \(kind), but an event is \(outcome.outcome): \(outcome.message)")
            }
            return Cost(seconds: (clock.now - start) / .seconds(1), bytesOfEvents: bytesOfEvents)
        }
    }
}

/// Lets tasks wait until all of them are there.
private actor Gate {
    private let count: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var whenAllWait: CheckedContinuation<Void, Never>?

    init(for count: Int) {
        self.count = count
    }

    func pass() async {
        await withCheckedContinuation { task in
            waiting.append(task)
            if waiting.count == count { whenAllWait?.resume() }
        }
    }

    func waitForAll() async {
        guard waiting.count < count else { return }
        await withCheckedContinuation { whenAllWait = $0 }
    }

    func open() {
        for task in waiting { task.resume() }
        waiting = []
    }
}
