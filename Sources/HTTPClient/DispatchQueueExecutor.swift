import Dispatch

/// Runs an actor on a queue of its own, so that blocking calls never hold up the threads that all tasks share.
package final class DispatchQueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: what debuggers call the queue.
    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs a job once those before it have ended.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Stops the process unless it is on the queue.
    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
