import Events
import FunctionHost
import GitOps

/// What handles events of one kind, whatever its payload.
protocol EventHandling: Sendable {
    /// Decides on an event and puts its commit, if there is one, on the branch.
    func handle(_ delivery: Delivery) async -> Outcome

    /// Decides on an event without changing anything.
    func preview(_ delivery: Delivery) async -> Preview

    /// What the event concerns: events of the same lane are handled in their order. None if its order does not matter.
    func lanes(of delivery: Delivery) -> [String]
}

/// A handler with the way from its events' bytes to their outcomes.
struct HandlerPipeline<H: Handler>: EventHandling {
    let handler: H
    let pipeline: EventPipeline<H>
    let lanes: @Sendable (H.Payload) -> [String]

    func handle(_ delivery: Delivery) async -> Outcome { await pipeline.handle(delivery) }

    func preview(_ delivery: Delivery) async -> Preview { await pipeline.preview(delivery) }

    func lanes(of delivery: Delivery) -> [String] {
        // An event that cannot be understood changes nothing, so that its order does not matter.
        guard let event = try? handler.decode(delivery, byteLimit: pipeline.settings.maximumEventBytes) else {
            return []
        }
        return lanes(event.payload)
    }
}
