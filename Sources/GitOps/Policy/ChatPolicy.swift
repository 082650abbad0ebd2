import ManifestEdit

/// What people may command in a chat: the section `chat` of the policy. Where there is none, nobody may anything.
public struct ChatPolicy: PolicySection {
    /// What a slash command does, by its name: the name of a command, or `*` where the first word of the text is it.
    public let commands: [String: String]
    /// Who may what.
    public let allow: [ChatPermission]
    /// How long a healthy state is passed over: it may yet turn out bad.
    public let soak: Duration
    /// How many commits of the branch a rollback looks through where no healthy state is recorded.
    public let history: Int
    /// The address of a commit on the Git host, with `{commit}`; `nil` for no links.
    public let commitLink: Template?

    /// What stands as a slash command's meaning where the text says it.
    public static let firstWord = "*"

    /// Reads `chat`.
    public static func read(_ policy: PolicyMapping) throws(PolicyError) -> ChatPolicy {
        guard let node = policy["chat"] else {
            return ChatPolicy(commands: [:], allow: [], soak: .zero, history: 64, commitLink: nil)
        }
        let chat = try PolicyMapping(
            node, "chat", required: [], optional: ["commands", "allow", "soak", "history", "commitLink"])
        var allow: [ChatPermission] = []
        for item in try chat.list("allow") ?? [] { allow.append(try ChatPermission.read(item)) }
        return ChatPolicy(
            commands: try commands(chat), allow: allow, soak: try chat.duration("soak") ?? .zero,
            history: try chat.int("history", in: 1...1000) ?? 64, commitLink: try commitLink(chat))
    }

    private static func commands(_ chat: PolicyMapping) throws(PolicyError) -> [String: String] {
        guard let node = chat["commands"] else { return [:] }
        guard node.isMapping, node.duplicateKey == nil else {
            throw PolicyError(node, "expected a mapping of slash commands to commands")
        }
        let known = ChatVerb.allCases.map(\.rawValue) + [firstWord]
        var commands: [String: String] = [:]
        for pair in node.pairs {
            guard let key = pair.key.text, !key.isEmpty else { throw PolicyError(pair.key, "expected a slash command") }
            guard let value = pair.value.text, known.contains(value) else {
                throw PolicyError(pair.value, "expected one of \(known.joined(separator: ", "))")
            }
            commands[key] = value
        }
        return commands
    }

    private static func commitLink(_ chat: PolicyMapping) throws(PolicyError) -> Template? {
        guard chat["commitLink"] != nil else { return nil }
        let link = try chat.template("commitLink")
        guard link.placeholders == ["commit"], !link.hasWildcard, link.text.hasPrefix("https://") else {
            throw chat.error(at: "commitLink", "expected an address that begins with https:// and has {commit}")
        }
        return link
    }
}

/// What can be commanded.
public enum ChatVerb: String, Sendable, CaseIterable {
    /// An application goes back to an earlier state.
    case rollback
    /// What an application is at.
    case status
    /// What is wrong with an application's manifests or policy.
    case check
    /// An image tag or a branch is set.
    case deploy
    /// An image's tag is held off.
    case hold
    /// A hold is released.
    case resume
    /// A number of replicas is set.
    case scale
    /// What there is.
    case help
}

/// An entry of `allow`: whom it allows, what, and where.
public struct ChatPermission: Sendable {
    let users: [TagPattern]
    let teams: [TagPattern]?
    let channels: [TagPattern]?
    let applications: [TagPattern]
    let commands: Set<ChatVerb>

    static func read(_ node: YAMLNode) throws(PolicyError) -> ChatPermission {
        let entry = try PolicyMapping(
            node, "an entry of allow", required: ["users", "applications", "commands"],
            optional: ["teams", "channels"])
        var commands: Set<ChatVerb> = []
        for item in try entry.list("commands") ?? [] {
            guard let verb = item.text.flatMap(ChatVerb.init(rawValue:)) else {
                throw PolicyError(item, "expected one of \(ChatVerb.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            commands.insert(verb)
        }
        return ChatPermission(
            users: try patterns("users", entry) ?? [], teams: try patterns("teams", entry),
            channels: try patterns("channels", entry), applications: try patterns("applications", entry) ?? [],
            commands: commands)
    }

    private static func patterns(_ key: String, _ entry: PolicyMapping) throws(PolicyError) -> [TagPattern]? {
        try entry.texts(key)?.map { TagPattern($0) }
    }
}

extension ChatPolicy {
    /// Who asks, and from where.
    public struct Asker: Sendable, Hashable {
        /// The person's id.
        public let user: String
        /// The team's.
        public let team: String?
        /// The channel's.
        public let channel: String?

        /// An asker of the ids.
        public init(user: String, team: String?, channel: String?) {
            self.user = user
            self.team = team
            self.channel = channel
        }
    }

    /// Whether somebody may do something to an application; with no application, whether to any.
    public func allows(_ asker: Asker, _ verb: ChatVerb, _ application: String?) -> Bool {
        allow.contains { entry in
            entry.covers(asker) && entry.commands.contains(verb)
                && (application.map { name in entry.applications.contains { $0.matches(name) } } ?? true)
        }
    }

    /// Whether somebody may do anything at all.
    public func knows(_ asker: Asker) -> Bool { allow.contains { $0.covers(asker) } }

    /// The application that somebody means who names none: the only one that a permission names without a pattern.
    public func onlyApplication(of asker: Asker, _ verb: ChatVerb) -> String? {
        let entries = allow.filter { $0.covers(asker) && $0.commands.contains(verb) }
        let names = Set(entries.flatMap(\.applications).map(\.text))
        guard let name = names.first, names.count == 1, !name.contains("*") else { return nil }
        return name
    }
}

extension ChatPermission {
    fileprivate func covers(_ asker: ChatPolicy.Asker) -> Bool {
        func matches(_ patterns: [TagPattern]?, _ id: String?) -> Bool {
            guard let patterns else { return true }
            return id.map { id in patterns.contains { $0.matches(id) } } ?? false
        }
        return users.contains { $0.matches(asker.user) } && matches(teams, asker.team)
            && matches(channels, asker.channel)
    }
}
