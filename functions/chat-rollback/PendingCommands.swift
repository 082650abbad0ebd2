import Events
import FoundationEssentials
import GitOps
import RemoteGit

/// The commands that wait for somebody's approval: on ``RemoteGit/RefName/approvals``, each is a file named by its code.
///
/// The ref is never deleted. Else a process that has not seen it for a while could find it absent as before, and ask once
/// more for what was carried out meanwhile.
struct PendingCommands {
    /// How many wait at the most.
    static let most = 64
    /// How long after its end a command is kept: an approval of before its end may get here that late.
    private static let grace = ChatRequest.longestDelay

    private let commands: [String: PendingCommand]
    private let history: [Commit]

    /// Reads them.
    ///
    /// - Throws: ``Undecided``.
    init(in snapshot: Snapshot) throws(Undecided) {
        var commands: [String: PendingCommand] = [:]
        if let ref = try snapshot.ref(.approvals) {
            for (path, content) in try ref.files(below: .root) {
                // What is not ours is left alone.
                guard let command = PendingCommand(reading: content), "\(path)" == command.code else { continue }
                commands[command.code] = command
            }
        }
        self.commands = commands
        history = snapshot.revision.history(of: .approvals)
    }

    /// Whether a command of this event was written down or carried out before. A process may know the ref as it is now and
    /// the branch as it was a while ago; then the branch does not tell.
    func hasSeen(_ event: EventIdentity) -> Bool {
        event.kind == .identifying && history.contains { $0.trailers(TrailerKey.event).contains(event.text) }
    }

    /// The one of a code.
    subscript(code: String) -> PendingCommand? { commands[code] }

    /// The one that an event asks for.
    subscript(event: Event<ChatRequest>) -> PendingCommand? {
        let name = event.identity.text
        return commands[PendingCommand.code(of: name)].flatMap { $0.event == name ? $0 : nil }
    }

    /// Those on an application, the earliest first.
    func commands(on application: String) -> [PendingCommand] {
        commands.values.filter { $0.application == application }.sorted { ($0.asked, $0.code) < ($1.asked, $1.code) }
    }

    /// The changes that add a command, also in place of one of the same code; `nil` if too many wait already.
    ///
    /// - Throws: ``Undecided``.
    func adding(_ new: PendingCommand) throws(Undecided) -> [Revision.FileChange]? {
        let others = Set(commands.keys).subtracting([new.code])
        var gone = others.intersection(over(at: new.asked, grace: Self.grace))
        if others.count - gone.count >= Self.most { gone = others.intersection(over(at: new.asked, grace: 0)) }
        guard others.count - gone.count < Self.most, let path = RepositoryPath.root.appending(new.code) else {
            return nil
        }
        return Self.removal(of: gone) + [Revision.FileChange(path: path, content: try new.content())]
    }

    /// The changes that remove one, and those that are over at a time.
    func removing(_ code: String, at time: Date) -> [Revision.FileChange] {
        Self.removal(of: over(at: time, grace: Self.grace).union([code]))
    }

    private func over(at time: Date, grace: TimeInterval) -> Set<String> {
        Set(commands.filter { time.timeIntervalSince($0.value.until) > grace }.keys)
    }

    private static func removal(of codes: Set<String>) -> [Revision.FileChange] {
        codes.sorted().compactMap(RepositoryPath.root.appending).map { Revision.FileChange(path: $0, content: nil) }
    }
}
