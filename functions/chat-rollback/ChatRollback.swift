public import Events
import FoundationEssentials
public import GitOps
public import RemoteGit

/// Does what people command in a chat: above all, brings an application back to the last state that was healthy.
public struct ChatRollback: Handler {
    /// The name in commits, subjects and logs.
    public let name = "chat-rollback"

    /// The ref that rollbacks read.
    public var refs: Set<RefName> { [.healthyRecords] }

    /// The handler. It has no state.
    public init() {}

    /// Reads a command, and whether it comes in time.
    public func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<ChatRequest> {
        let event = try Event<ChatCommand>.decode(delivery, byteLimit: byteLimit)
        let delay = delivery.receivedAt.timeIntervalSince(event.time)
        return Event(
            identity: event.identity, time: event.time,
            payload: ChatRequest(event.payload, isLate: delay > ChatRequest.longestDelay), ignored: event.ignored,
            sender: event.sender)
    }

    /// Whether the asker may do this now. It is asked before anything is told, also of a command that was carried out
    /// before.
    ///
    /// - Throws: ``Undecided``.
    public func objection(to event: Event<ChatRequest>, in snapshot: Snapshot) throws(Undecided) -> Refusal? {
        guard !event.payload.isLate else {
            return Refusal(application: nil, rule: "the command is older than 15 minutes: ask again")
        }
        guard let (chat, _) = try policies(event.payload, in: snapshot) else {
            return Refusal(
                application: nil,
                rule: "the repository has no \(PolicyFile.pathInRepository): without a policy nobody may do anything")
        }
        let asker = event.payload.asker
        guard chat.knows(asker) else { return Self.refusal(asker, nil) }
        guard let command = try? ParsedCommand(event.payload, chat), let application = command.application else {
            return nil
        }
        return chat.allows(asker, command.verb, application) ? nil : Self.refusal(asker, command)
    }

    /// The policy's parts. What a rollback reads first is asked for together with them, since neither waits for the other.
    private func policies(
        _ request: ChatRequest,
        in snapshot: Snapshot
    ) throws(Undecided) -> (chat: ChatPolicy, all: Policy)? {
        var reading = JointReading()
        let chat = try reading.read { () throws(Undecided) in try snapshot.policy(ChatPolicy.self) }
        let all = try reading.read { () throws(Undecided) in try snapshot.policy() }
        if let name = request.likelyApplication {
            _ = try reading.read { () throws(Undecided) in try Rollback.prepare(name, in: snapshot) }
            if let all = all ?? nil {
                _ = try reading.read { () throws(Undecided) in
                    try ApplicationSearch(all, in: snapshot).applications(named: name)
                }
            }
        }
        try reading.finish()
        guard let chat = chat ?? nil, let all = all ?? nil else { return nil }
        return (chat, all)
    }

    private static func refusal(_ asker: ChatPolicy.Asker, _ command: ParsedCommand?) -> Refusal {
        let what = command.map { "\($0.verb.rawValue) \($0.application ?? "")" } ?? "command anything"
        let team = asker.team.map { " of \($0)" } ?? ""
        let place = asker.channel.map { " in \($0)" } ?? ""
        return Refusal(
            application: command?.application, rule: "chat.allow does not let \(asker.user)\(team)\(place) \(what)")
    }

    /// Decides what the command changes, or answers it.
    ///
    /// - Throws: ``Undecided``.
    public func decide(_ event: Event<ChatRequest>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        if let refusal = try objection(to: event, in: snapshot) { return .refused([refusal]) }
        guard let (chat, policy) = try policies(event.payload, in: snapshot) else { return .unchanged("nothing to do") }
        let command: ParsedCommand
        do {
            command = try ParsedCommand(event.payload, chat)
        } catch {
            return .refused([Refusal(application: nil, rule: error.sentence)])
        }
        guard let name = command.application else { return .unchanged(HelpText.text(chat, event.payload.asker)) }
        let search = try ApplicationSearch(policy, in: snapshot).applications(named: name)
        guard let application = search.applications.first else {
            let unknown = UnknownApplication(name: name, search: search, policy: policy)
            return .refused([Refusal(application: name, rule: try unknown.sentence(in: snapshot))])
        }
        let work = CommandWork(
            command: command, application: application, event: event, chat: chat, snapshot: snapshot)
        return try work.decision()
    }
}
