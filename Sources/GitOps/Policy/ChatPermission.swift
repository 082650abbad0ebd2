import ManifestEdit

/// An entry of `allow`: whom it allows, what, and where.
public struct ChatPermission: Sendable {
    let users: [WildcardPattern]
    let teams: [WildcardPattern]?
    let channels: [WildcardPattern]?
    let applications: [WildcardPattern]
    let commands: Set<ChatVerb>
    /// Whether somebody else has to approve it; `nil` if nobody has to.
    let approve: ApprovalRule?

    static func read(_ node: YAMLNode) throws(PolicyError) -> ChatPermission {
        let entry = try PolicyMapping(
            node, "an entry of allow", required: ["users", "applications", "commands"],
            optional: ["teams", "channels", "approve"])
        let known = ChatVerb.allCases.filter { $0 != .approve }
        var commands: Set<ChatVerb> = []
        for item in try entry.list("commands") ?? [] {
            guard let verb = item.text.flatMap(ChatVerb.init(rawValue:)) else {
                throw PolicyError(item, "expected one of \(known.map(\.rawValue).joined(separator: ", "))")
            }
            guard verb != .approve else {
                throw PolicyError(item, "approve is not allowed by itself: who may do something may approve it")
            }
            commands.insert(verb)
        }
        return ChatPermission(
            users: try patterns("users", entry) ?? [], teams: try patterns("teams", entry),
            channels: try patterns("channels", entry), applications: try patterns("applications", entry) ?? [],
            commands: commands, approve: try ApprovalRule.read(entry))
    }

    private static func patterns(_ key: String, _ entry: PolicyMapping) throws(PolicyError) -> [WildcardPattern]? {
        try entry.texts(key)?.map { WildcardPattern($0) }
    }

    fileprivate func covers(_ asker: ChatPolicy.Asker) -> Bool {
        users.contains { $0.matches(asker.user) } && Self.matches(teams, asker.team)
            && Self.matches(channels, asker.channel)
    }

    fileprivate func lets(_ verb: ChatVerb, _ application: String) -> Bool {
        commands.contains(verb) && applications.contains { $0.matches(application) }
    }

    fileprivate static func matches(_ patterns: [WildcardPattern]?, _ id: String?) -> Bool {
        guard let patterns else { return true }
        return id.map { id in patterns.contains { $0.matches(id) } } ?? false
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

    /// Whether somebody may do something.
    public enum Leave: Sendable, Hashable {
        /// No.
        case denied
        /// Yes.
        case granted
        /// Once somebody else has approved it who may do it, too, and no longer than that after the command.
        case afterApproval(within: Duration)
    }

    /// Whether somebody may do something to an application. An entry without `approve` frees of all others' approval; of
    /// several times the shortest holds.
    public func leave(_ asker: Asker, _ verb: ChatVerb, _ application: String) -> Leave {
        let entries = allow.filter { $0.covers(asker) && $0.lets(verb, application) }
        guard !entries.isEmpty else { return .denied }
        let rules = entries.compactMap(\.approve)
        guard verb.isChange, rules.count == entries.count, let shortest = rules.map(\.within).min() else {
            return .granted
        }
        return .afterApproval(within: shortest)
    }

    /// Whether somebody may do something to any application.
    public func allows(_ asker: Asker, _ verb: ChatVerb) -> Bool {
        verb == .approve
            ? allow.contains { $0.approve != nil }
                && allow.contains { $0.covers(asker) && $0.commands.contains(where: \.isChange) }
            : allow.contains { $0.covers(asker) && $0.commands.contains(verb) }
    }

    /// Whether somebody may do anything at all.
    public func knows(_ asker: Asker) -> Bool { allow.contains { $0.covers(asker) } }

    /// Who may do to an application what somebody asks for, as the policy has them, but for that person: those who can
    /// approve it, in whatever channel.
    public func others(than asker: Asker, _ verb: ChatVerb, _ application: String) -> [String] {
        let entries = allow.filter { $0.lets(verb, application) && ChatPermission.matches($0.teams, asker.team) }
        var seen: Set<String> = [asker.user]
        return entries.flatMap(\.users).map(\.text).filter { seen.insert($0).inserted }
    }

    /// The application that somebody means who names none: the only one that a permission names without a pattern.
    public func onlyApplication(of asker: Asker, _ verb: ChatVerb) -> String? {
        let entries = allow.filter { $0.covers(asker) && $0.commands.contains(verb) }
        let names = Set(entries.flatMap(\.applications).map(\.text))
        guard let name = names.first, names.count == 1, !name.contains("*") else { return nil }
        return name
    }
}
