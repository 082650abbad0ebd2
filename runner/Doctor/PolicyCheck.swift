import Events
import FoundationEssentials
import GitOps

/// Reads a part of the policy as handlers do, and wants nothing changed.
struct PolicyCheck: Handler {
    let name = "doctor"
    /// The part; `nil` for the policy as a whole.
    var part: PolicyPart?

    /// The event to hand it. It has no name that could have been handled before.
    var event: PendingEvent {
        PendingEvent(Event(identity: EventIdentity(body: []), time: .now, payload: ()), for: self)
    }

    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Void> {
        Event(identity: EventIdentity(body: delivery.body), time: delivery.receivedAt, payload: ())
    }

    func decide(_ event: Event<Void>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        guard let outline = try snapshot.policy(PolicyOutline.self) else {
            let rule = "there is no \(PolicyFile.pathInRepository) in the repository"
            return .refused([Refusal(application: nil, rule: rule)])
        }
        guard let part else {
            let parts = outline.parts.map(\.rawValue).joined(separator: ", ")
            return .unchanged("version 1, with \(parts.isEmpty ? "nothing in it" : parts)")
        }
        guard outline.parts.contains(part) else {
            return .refused([Refusal(application: nil, rule: part.absence)])
        }
        return .unchanged(try part.summary(in: snapshot))
    }
}
