import Events
public import RemoteGit

/// What the commits of a branch say of an application: the story of its changes, from Git alone.
public struct ApplicationHistory: Sendable {
    /// The changes by handlers, the newest first.
    public let entries: [HandledChange]

    /// The story as far as these commits tell it.
    ///
    /// - Parameter commits: The newest first.
    public init(of application: String, in commits: [Commit]) {
        entries = commits.map(HandledChange.init).filter { $0.handler != nil && $0.applications.contains(application) }
    }
}

/// A commit, as it says itself who made it, and why.
public struct HandledChange: Sendable, Codable, Equatable {
    /// The commit's id.
    public let commit: String
    /// The time of the event that it was made for, as `2026-01-31T12:00:00Z`.
    public let time: String
    /// The first line of its message.
    public let subject: String
    /// The handler; `nil` if no handler made it.
    public let handler: String?
    /// The event, by its name in the ledger.
    public let event: String?
    /// The id of the person who asked for it, where one did.
    public let actor: String?
    /// The id of the person who approved it, where somebody else than who asked had to.
    public let approver: String?
    /// The event by which it was asked for, where ``event`` is that of the approval.
    public let requestEvent: String?
    /// Where it was asked: system, team and channel.
    public let chat: String?
    /// What was asked, word by word.
    public let command: String?
    /// Alerts' episodes that it opens, resolves or closes: `<status> <application>`.
    public let episodes: [String]
    /// The applications that it changes.
    public let applications: [String]
    /// The values that it changes, a line each.
    public let changes: [String]

    /// What a commit says.
    public init(_ commit: Commit) {
        func first(_ key: String) -> String? { commit.trailers(key).first }
        self.commit = "\(commit.id)"
        time = RFC3339.text(from: commit.authored)
        subject = String(commit.subject)
        handler = first(TrailerKey.handler)
        event = first(TrailerKey.event)
        actor = first(TrailerKey.actor)
        approver = first(TrailerKey.approver)
        requestEvent = approver.flatMap { _ in commit.trailers(TrailerKey.event).dropFirst().first }
        chat = first(TrailerKey.chat)
        command = first(TrailerKey.command)
        episodes = commit.trailers(TrailerKey.episode)
        applications = commit.trailers(TrailerKey.application)
        // Changes are the items of the message.
        let lines = commit.message.split(separator: "\n").dropFirst()
        changes = handler == nil ? [] : lines.filter { $0.hasPrefix("* ") }.map { String($0.dropFirst(2)) }
    }
}
