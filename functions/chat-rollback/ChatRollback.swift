public import Events
import FoundationEssentials
public import GitOps
public import RemoteGit

/// Does what people command in a chat: above all, brings an application back to the last state that was healthy.
public struct ChatRollback: Handler {
    /// The name in commits, subjects and logs.
    public let name = "chat-rollback"

    /// The refs that rollbacks and approvals read.
    public var refs: Set<RefName> { [.healthyRecords, .approvals] }

    /// The handler. It has no state.
    public init() {}

    /// Reads a command, and whether it comes in time.
    public func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<ChatRequest> {
        let event = try Event<ChatCommand>.decode(delivery, byteLimit: byteLimit)
        return Event(
            identity: event.identity, time: event.time,
            payload: ChatRequest(event.payload, delay: delivery.receivedAt.timeIntervalSince(event.time)),
            ignored: event.ignored, sender: event.sender)
    }

    /// Whether the asker may do this now. It is asked before anything is told, also of a command that was carried out
    /// before.
    ///
    /// - Throws: ``Undecided``.
    public func objection(to event: Event<ChatRequest>, in snapshot: Snapshot) throws(Undecided) -> Refusal? {
        guard !event.payload.isLate else {
            return Refusal(application: nil, rule: "the command is older than 15 minutes: ask again")
        }
        guard let chat = try policy(event.payload, in: snapshot)?.chat else { return Self.noPolicy }
        let asker = event.payload.asker
        guard chat.knows(asker) else { return Self.refusal(asker, "command anything", nil) }
        guard let command = try? ParsedCommand(event.payload, chat) else { return nil }
        if command.verb == .approve {
            return chat.allows(asker, .approve) ? nil : Self.refusal(asker, "approve anything", nil)
        }
        guard let application = command.application else { return nil }
        let isDenied = chat.leave(asker, command.verb, application) == .denied
        return isDenied ? Self.refusal(asker, command.verb.rawValue, application) : nil
    }

    /// Whether the command waits for somebody's approval still, or nobody gave it.
    ///
    /// - Throws: ``Undecided``.
    public func standing(of event: Event<ChatRequest>, in snapshot: Snapshot) throws(Undecided) -> Decision? {
        let all = try PendingCommands(in: snapshot)
        guard let pending = all[event], let policy = try policy(event.payload, in: snapshot),
            case .found(let application) = try policy.application(named: pending.application, in: snapshot)
        else { return nil }
        let work = CommandWork(pending, on: application, for: event, chat: policy.chat, snapshot: snapshot)
        return try ApprovalRequest(work: work, pending: pending).standing()
    }

    /// The policy's parts. What a rollback reads first is asked for together with them, since neither waits for the other.
    private func policy(_ request: ChatRequest, in snapshot: Snapshot) throws(Undecided) -> CommandPolicy? {
        var reading = JointReading()
        let chat = try reading.read(snapshot.policy(ChatPolicy.self))
        let all = try reading.read(snapshot.policy())
        if let name = request.likelyApplication {
            _ = try reading.read(Rollback.prepare(name, in: snapshot))
            if let all = all ?? nil {
                _ = try reading.read(ApplicationSearch(all, in: snapshot).applications(named: name))
            }
        }
        try reading.finish()
        guard let chat = chat ?? nil, let all = all ?? nil else { return nil }
        return CommandPolicy(chat: chat, all: all)
    }

    private static let noPolicy = Refusal(
        application: nil,
        rule: "the repository has no \(PolicyFile.pathInRepository): without a policy nobody may do anything")

    static func refusal(_ asker: ChatPolicy.Asker, _ what: String, _ application: String?) -> Refusal {
        let team = asker.team.map { " of \($0)" } ?? ""
        let place = asker.channel.map { " in \($0)" } ?? ""
        let all = [what, application].compactMap(\.self).joined(separator: " ")
        return Refusal(application: application, rule: "chat.allow does not let \(asker.user)\(team)\(place) \(all)")
    }

    /// Decides what the command changes, or answers it.
    ///
    /// - Throws: ``Undecided``.
    public func decide(_ event: Event<ChatRequest>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        guard let policy = try policy(event.payload, in: snapshot) else { return .refused([Self.noPolicy]) }
        let asker = event.payload.asker
        let command: ParsedCommand
        do {
            command = try ParsedCommand(event.payload, policy.chat)
        } catch {
            return .refused([Refusal(application: nil, rule: error.sentence)])
        }
        if command.verb == .approve {
            return try CommandApproval(words: command.words, event: event, policy: policy, snapshot: snapshot)
                .decision()
        }
        guard let name = command.application else { return .unchanged(HelpText.text(policy.chat, asker)) }
        let application: Application
        switch try policy.application(named: name, in: snapshot) {
        case .found(let found): application = found
        case .refused(let refusal): return .refused([refusal])
        }
        let work = CommandWork(
            command: command, application: application, event: event, chat: policy.chat, snapshot: snapshot)
        switch policy.chat.leave(asker, command.verb, application.name) {
        case .denied: return .refused([Self.refusal(asker, command.verb.rawValue, name)])
        case .granted: return try work.decision()
        case .afterApproval(let within):
            return try ApprovalRequest(work: work, within: within).decision()
        }
    }
}
