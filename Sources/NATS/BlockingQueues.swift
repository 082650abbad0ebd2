import Dispatch
import Synchronization

/// Runs C calls that block, away from the threads that run Swift's tasks.
///
/// A serial queue gets a thread of its own while it has work and none while it has not. A concurrent queue would take
/// its threads from the same pool that Swift's tasks run on.
struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    init(_ label: String) {
        queue = DispatchQueue(label: "gitops.nats." + label)
    }

    /// Runs `work` after the work given before, and suspends the caller until it has ended.
    func run<Result: Sendable>(
        _ work: @escaping @Sendable () throws(NATSError) -> Result
    ) async throws(NATSError) -> Result {
        try await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Swift.Result { () throws(NATSError) in try work() })
            }
        }.get()
    }

    /// Runs `work` after the work given before, without waiting for it.
    func start(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }
}

/// Several queues for calls that need not wait for each other. A call goes to the one with the least to do.
final class BlockingQueues: Sendable {
    private let queues: [BlockingQueue]
    private let loads: Mutex<[Int]>

    /// - Parameter count: How many calls run at the same time, so the upper bound of threads.
    init(_ label: String, count: Int) {
        queues = (0..<count).map { BlockingQueue("\(label).\($0)") }
        loads = Mutex(Array(repeating: 0, count: count))
    }

    /// Runs `work` and suspends the caller until it has ended.
    func run<Result: Sendable>(
        _ work: @escaping @Sendable () throws(NATSError) -> Result
    ) async throws(NATSError) -> Result {
        let index = loads.withLock { loads in
            let index = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            loads[index] += 1
            return index
        }
        defer { loads.withLock { $0[index] -= 1 } }
        return try await queues[index].run(work)
    }
}
