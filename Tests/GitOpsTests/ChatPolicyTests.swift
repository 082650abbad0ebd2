import Testing

@testable import GitOps

/// Who may command what, and whose approval it takes.
@Suite struct ChatPolicyTests {
    private static func read(_ allow: String) throws -> ChatPolicy {
        try ChatPolicy.read(PolicyReader.root(Array("version: 1\nchat:\n  allow:\n\(allow)\n".utf8)))
    }

    private static func asker(_ user: String, team: String? = "T1", channel: String? = "C1") -> ChatPolicy.Asker {
        ChatPolicy.Asker(user: user, team: team, channel: channel)
    }

    private static let policy = """
          - {users: [A, B], applications: ["*-prod"], commands: [deploy, status], approve: {by: other, within: 10m}}
          - {users: [A], applications: [shop-*], commands: [deploy], approve: {by: other, within: 1h30m}}
          - {users: [B], channels: [C2], applications: ["*"], commands: [deploy]}
          - {users: [C], teams: [T2], applications: [shop-prod], commands: [deploy], approve: {by: other, within: 5m}}
        """

    @Test(arguments: [
        // The shortest of several times holds.
        (asker("A"), ChatVerb.deploy, "shop-prod", ChatPolicy.Leave.afterApproval(within: .seconds(600))),
        (asker("A"), .deploy, "shop-dev", .afterApproval(within: .seconds(5400))),
        (asker("A"), .deploy, "web-dev", .denied), (asker("A"), .rollback, "shop-prod", .denied),
        (asker("B"), .deploy, "shop-prod", .afterApproval(within: .seconds(600))),
        // An entry without `approve` frees.
        (asker("B", channel: "C2"), .deploy, "shop-prod", .granted),
        // Who only looks waits for nobody.
        (asker("A"), .status, "shop-prod", .granted), (asker("C"), .deploy, "shop-prod", .denied),
        (asker("C", team: "T2"), .deploy, "shop-prod", .afterApproval(within: .seconds(300))),
    ])
    func leave(asker: ChatPolicy.Asker, verb: ChatVerb, application: String, leave: ChatPolicy.Leave) throws {
        #expect(try Self.read(Self.policy).leave(asker, verb, application) == leave)
    }

    @Test func othersApprove() throws {
        let policy = try Self.read(Self.policy)
        #expect(policy.others(than: Self.asker("A"), .deploy, "shop-prod") == ["B"])
        #expect(policy.others(than: Self.asker("C", team: "T2"), .deploy, "shop-prod") == ["A", "B"])
        #expect(policy.others(than: Self.asker("A", team: "T2"), .deploy, "shop-prod") == ["B", "C"])
        #expect(policy.allows(Self.asker("A"), .approve) && !policy.allows(Self.asker("D"), .approve))
        let free = try Self.read("  - {users: [A], applications: [x], commands: [deploy]}")
        #expect(!free.allows(Self.asker("A"), .approve) && free.allows(Self.asker("A"), .deploy))
    }

    @Test(arguments: [
        ("approve: {by: other}", "expected within in approve"), ("approve: {within: 10m}", "expected by in approve"),
        ("approve: true", "expected approve as a mapping"), ("approve:", "expected approve as a mapping"),
        ("approve: {by: self, within: 10m}", "expected other: somebody else"),
        ("approve: {by: [other], within: 10m}", "expected other: somebody else"),
        ("approve: {by: other, within: 0}", "more than nothing"),
        ("approve: {by: other, within: 0s}", "more than nothing"),
        ("approve: {by: other, within: -5m}", "expected a length of time"),
        ("approve: {by: other, within: soon}", "expected a length of time"),
        ("approve: {by: other, within: 10m, count: 2}", "unknown key in approve: expected one of by, within"),
        ("approval: {by: other, within: 10m}", "unknown key in an entry of allow"),
    ])
    func strictly(text: String, words: String) throws {
        let entry = "  - users: [A]\n    applications: [x]\n    commands: [deploy]\n    \(text)"
        let error = try #require(#expect(throws: PolicyError.self) { try Self.read(entry) })
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test func approveIsNoPermission() throws {
        let error = #expect(throws: PolicyError.self) {
            try Self.read("  - {users: [A], applications: [x], commands: [deploy, approve]}")
        }
        #expect(error?.message.contains("who may do something may approve it") == true)
    }
}
