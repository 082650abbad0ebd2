import Events
import FoundationEssentials
import GitOps

/// Reads the policy as handlers do, and wants nothing changed.
struct PolicyCheck: Handler {
    let name = "doctor"

    /// The event to hand it. It has no name that could have been handled before.
    static var event: PendingEvent {
        PendingEvent(Event(identity: EventIdentity(body: []), time: .now, payload: ()), for: PolicyCheck())
    }

    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Void> {
        Event(identity: EventIdentity(body: delivery.body), time: delivery.receivedAt, payload: ())
    }

    func decide(_ event: Event<Void>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        guard let policy = try snapshot.policy() else {
            let rule = "there is no \(PolicyFile.pathInRepository) in the repository"
            return .refused([Refusal(application: nil, rule: rule)])
        }
        let rules = policy.applications.count
        return .unchanged("can be read, with \(rules) rule\(rules == 1 ? "" : "s") for applications")
    }
}
