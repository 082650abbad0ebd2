import Events
import FoundationEssentials
import ImageUpdater
import RemoteGit
import Testing

@testable import GitOps

/// What the policy and what was decided before let an event do.
@Suite struct PolicyTests {
    private static let state = """
        version: 1
        holds:
        - {application: shop-prod, image: registry.example.com/team/shop, tag: v1.2.3, by: U1, event: chat/1, since: "2026-01-31T12:00:00Z"}
        - {application: shop-prod, image: registry.example.com/team/cart, tag: v1.2.3, by: U1, event: chat/1, since: "2026-01-31T12:00:00Z"}

        """
    private static let statePath = "apps/shop/overlays/prod/.gitops-state"

    @Test func aFreezeStopsEverything() throws {
        var scenario = Scenario()
        scenario.files[".gitops-freeze"] = ""
        #expect(try scenario.decide().rules == [Snapshot.freezeRule])
    }

    @Test func aHeldTagIsRefusedThereAlone() throws {
        var scenario = Scenario()
        scenario.files[Self.statePath] = Self.state
        let decision = try scenario.decide()
        #expect(decision.proposal?.changes.map(\.application) == ["shop-dev", "shop-stage"])
        #expect(decision.rules == ["shop-prod: v1.2.3 is held since 2026-01-31T12:00:00Z by U1"])
    }

    @Test func aNewerTagEndsTheHold() throws {
        var scenario = Scenario()
        scenario.files[Self.statePath] = Self.state
        let decision = try scenario.decide(#"{"image":"registry.example.com/team/shop","tag":"v1.2.4"}"#)
        #expect(decision.rules.isEmpty)
        let state = try #require(decision.texts[Self.statePath])
        #expect(!state.contains("team/shop") && state.contains("team/cart"))
        #expect(
            decision.proposal?.changes.last
                == Change(
                    application: "shop-prod", path: Self.statePath, field: "holds[registry.example.com/team/shop].tag",
                    from: "v1.2.3", to: nil))
    }

    /// An image that had no tag when it was left: whatever tag it comes under, it stays away.
    @Test(arguments: ["1", "2"]) func aHeldDigestIsRefusedThereAlone(digit: String) throws {
        let digests = ["1", digit].map { "sha256:" + String(repeating: $0, count: 64) }
        var scenario = Scenario()
        scenario.files[Self.statePath] = Self.state.replacing("shop, tag: v1.2.3", with: "shop, tag: '\(digests[0])'")
        let decision = try scenario.decide(
            #"{"image":"registry.example.com/team/shop","tag":"v1.2.4","digest":"\#(digests[1])"}"#)
        let held = "shop-prod: \(digests[0]) is held since 2026-01-31T12:00:00Z by U1"
        #expect(decision.rules == (digit == "1" ? [held] : []))
        #expect(decision.proposal?.changes.map(\.application).contains("shop-prod") == (digit != "1"))
    }

    @Test func theLastHoldTakesTheFileWithIt() throws {
        var scenario = Scenario()
        scenario.files[Self.statePath] = Self.state.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("cart") }.joined(separator: "\n")
        let decision = try scenario.decide(#"{"image":"registry.example.com/team/shop","tag":"v1.2.4"}"#)
        let file = try #require(decision.proposal?.files.last)
        #expect("\(file.path)" == Self.statePath && file.content == nil)
    }

    @Test func aBrokenStateRefusesItsApplication() throws {
        var scenario = Scenario()
        scenario.files[Self.statePath] = "version: 3\n"
        let decision = try scenario.decide()
        #expect(decision.proposal?.changes.count == 2)
        #expect(decision.rules == ["shop-prod: \(Self.statePath):1:10: expected version 1"])
    }

    @Test func eachEnvironmentHasItsRule() throws {
        var scenario = Scenario()
        scenario.policy = Scenario.policy.replacing(
            #"updates: {tags: {semver: ">=1.0.0 <2.0.0"}, downgrade: never}"#,
            with: #"updates: [{when: {env: prod}, suspend: true}, {when: {env: stage}, deny: ["*.3"]}, {}]"#)
        let decision = try scenario.decide()
        #expect(decision.proposal?.changes.map(\.application) == ["shop-dev"])
        #expect(decision.rules.count == 2)
        #expect(decision.rules.first?.hasPrefix("shop-stage: updates.deny *.3 matches v1.2.3 (policy line 3)") == true)
        #expect(decision.rules.last?.hasPrefix("shop-prod: updates.suspend") == true)
    }

    /// Events in the order in which they arrive, each with the seconds of its own time, on a branch that grows by them.
    @Test(
        arguments: [
            ("newest", [("a", 1), ("b", 2), ("c", 3)], ["pushed", "pushed", "pushed"], "c"),
            ("newest", [("c", 3), ("a", 1), ("b", 2)], ["pushed", "unchanged", "unchanged"], "c"),
            ("newest", [("b", 2), ("a", 1), ("c", 3), ("b", 2)], ["pushed", "unchanged", "pushed", "unchanged"], "c"),
            ("newest", [("a", 1), ("b", 1)], ["pushed", "pushed"], "b"),
            ("any", [("c", 3), ("a", 1), ("b", 2)], ["pushed", "pushed", "pushed"], "b"),
            (
                "{regex: 'm-(\\d+)'}", [("m-10", 1), ("m-9", 3), ("m-11", 2)], ["pushed", "refused", "pushed"], "m-11"
            ),
        ] as [(String, [(String, Double)], [String], String)])
    func ordersTags(tags: String, events: [(String, Double)], kinds: [String], last: String) throws {
        let policy =
            "version: 1\napplications: [{name: shop, path: shop, images: [r.io/shop], updates: {tags: \(tags)}}]\n"
        let pod = try #require(RepositoryPath("shop/pod.yaml"))
        let revision = try Revision(files: [
            PolicyFile.pathInRepository: Array(policy.utf8),
            pod: Array("kind: Pod\nspec: {containers: [{name: a, image: 'r.io/shop:v0'}]}\n".utf8),
        ])
        let signature = try CommitDraft.Signature(name: "Tester", email: "t@example.com")
        let group = GroupDecision(
            try events.map { tag, seconds in
                let body = Array(#"{"image":"r.io/shop","tag":"\#(tag)"}"#.utf8)
                let time = Date(timeIntervalSince1970: 1_800_000_000 + seconds)
                let handler = ImageUpdater()
                return PendingEvent(
                    try handler.decode(Delivery(body: body, receivedAt: time), byteLimit: 1000), for: handler)
            }, on: revision, policy: nil, policies: PolicyCache()
        ) { event, message in
            CommitDraft(message: message, signature: signature, authored: event.time, committed: event.time)
        }
        #expect(group.results.map(\.kind) == kinds)
        guard case .file(let content, executable: _) = group.chain.lookup(pod) else { throw Undecided.failed("no pod") }
        #expect(String(decoding: content, as: UTF8.self).contains("r.io/shop:\(last)'"))
    }
}

extension GroupDecision.Result {
    fileprivate var kind: String {
        switch self {
        case .commit: "pushed"
        case .settled(let kind, _, commit: _, refused: _): kind.rawValue
        }
    }
}
