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
