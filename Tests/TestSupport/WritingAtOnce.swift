public import GitOps

extension BranchWriter {
    /// Writes events that arrive at once, in their order: all of them wait before the first one is written.
    public func writeAtOnce(_ events: [PendingEvent]) async -> [Outcome] {
        // The tasks are the writer's own, and it begins with what waits only after them.
        let tasks = events.map { event in Task { await write(event) } }
        var outcomes: [Outcome] = []
        for task in tasks { outcomes.append(await task.value) }
        return outcomes
    }
}
