import ManifestEdit

/// That a command waits for the word of a second person: `approve` in an entry of `chat.allow`.
public struct ApprovalRule: Sendable, Hashable {
    /// How long after the command it may be approved; more than nothing.
    public let within: Duration

    static func read(_ entry: PolicyMapping) throws(PolicyError) -> ApprovalRule? {
        guard let node = entry["approve"] else { return nil }
        let rule = try PolicyMapping(node, "approve", required: ["by", "within"], optional: [])
        guard rule["by"]?.text == "other" else {
            throw rule.error(at: "by", "expected other: somebody else who may do the same")
        }
        guard let within = try rule.duration("within"), within > .zero else {
            throw rule.error(at: "within", "expected a length of time of more than nothing, as 10m")
        }
        return ApprovalRule(within: within)
    }
}
