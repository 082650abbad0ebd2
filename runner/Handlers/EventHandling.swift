import Events
import FunctionHost
import GitOps

/// What handles events of one kind, whatever its payload.
protocol EventHandling: Sendable {
    /// Decides on an event and puts its commit, if there is one, on the branch.
    func handle(_ delivery: Delivery) async -> Outcome

    /// Decides on an event without changing anything.
    func preview(_ delivery: Delivery) async -> Preview
}

extension EventPipeline: EventHandling {}
