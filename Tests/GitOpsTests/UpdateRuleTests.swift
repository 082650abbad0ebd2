import FoundationEssentials
import ImageReference
import ManifestEdit
import RemoteGit
import Testing

@testable import GitOps

@Suite struct UpdateRuleTests {
    @Test(
        arguments: [
            ("{}", "latest", "v9.9.9", nil), ("{tags: any, downgrade: never}", "v1.0.0", "v2.0.0", nil),
            ("{tags: {regex: '^main-'}}", "main-1", "main-2", nil),
            ("{tags: {regex: '^main-'}}", "x-main-1", nil, "does not match"),
            ("{tags: {regex: ain}}", "main-1", nil, nil), ("{tags: {semver: '>=1'}}", "v1.2.3", nil, nil),
            ("{tags: {semver: '>=1'}}", "v1.2.3", "v1.2.3", nil),
            ("{tags: {semver: '>=1'}}", "v1.2.3", "v1.2.4", "downgrade never"),
            ("{tags: {semver: '>=1'}}", "v1.2.3", "latest", nil),
            ("{tags: {semver: '>=1'}}", "latest", "v1.0.0", "is none"),
            ("{tags: {semver: '>=1'}}", "v0.9.0", "v0.8.0", "does not allow"),
            ("{tags: {semver: '>=1'}, downgrade: allow}", "v1.2.3", "v1.2.4", nil),
            ("{tags: {semver: '>=1.0.0-0'}}", "v1.0.0-rc.1", "v1.0.0", "downgrade never"),
            ("{tags: {regex: '^main-(?P<n>\\d+)-'}}", "main-9-a", "main-10-b", "downgrade never"),
            ("{tags: {regex: '^main-(?P<n>\\d+)-'}}", "main-10-a", "main-9-b", nil),
            ("{tags: {regex: '^main-(?P<n>\\d+)-'}}", "main-010-a", "main-10-b", nil),
            ("{tags: {regex: '^main-(?P<n>\\d+)-'}}", "main-9-a", "latest", nil),
            ("{tags: {regex: '^main-(?P<n>\\d+)-'}, downgrade: allow}", "main-9-a", "main-10-b", nil),
            (
                "{tags: {regex: '(\\d+)'}}", "b-99999999999999999999998", "b-99999999999999999999999",
                "downgrade never"
            ),
            ("{tags: {regex: '^(\\d+)\\.(\\w+)$'}}", "1.b", "1.a", nil),
            ("{tags: {regex: '^(\\d+)\\.(\\w+)$'}}", "1.a", "1.b", "downgrade never"),
            ("{tags: newest}", "v1.0.0", "v2.0.0", nil), ("{suspend: true}", "v1", nil, "updates.suspend"),
            ("{allow: ['v1.*', 'v2.*']}", "v2.0.0", nil, nil), ("{allow: ['v1.*']}", "v2.0.0", nil, "updates.allow"),
            ("{deny: ['*-rc*', latest]}", "v2.0.0-rc1", nil, "updates.deny *-rc*"),
            ("{deny: ['*-rc*', latest]}", "latest", nil, "updates.deny latest"),
            ("{allow: ['v*'], deny: [v9]}", "v9", nil, "updates.deny"), ("{deny: ['*-rc*']}", "v2.0.0", nil, nil),
        ] as [(String, String, String?, String?)])
    func objects(updates: String, tag: String, current: String?, objection: String?) throws {
        let rule = try #require(
            try Policy.sample("{name: a, path: b, updates: \(updates)}").applications.first)
        let tag = try ImageTag(tag)
        let result = rule.updates.first?.rule.objection(to: tag, replacing: try current.map { try ImageTag($0) })
        #expect((result == nil) == (objection == nil), "\(result ?? "")")
        #expect(result?.contains(objection ?? "") ?? true, "\(result ?? "")")
    }

    @Test(
        arguments: [
            ("", "", true), ("", "a", false), ("a", "a", true), ("a", "ab", false), ("*", "", true), ("*", "abc", true),
            ("a*", "a", true), ("*a", "ba", true), ("a*a", "a", false), ("a*a", "aa", true), ("a*b*c", "axbxbxc", true),
            ("a*b*c", "acb", false), ("**", "x", true), ("*ab*ab*", "abab", true), ("*ab*ab*", "aba", false),
            ("v1.*", "v1x", false),
        ])
    func aPatternMatchesWholeTags(pattern: String, tag: String, matches: Bool) {
        #expect(WildcardPattern(pattern).matches(tag) == matches)
    }

    @Test(
        arguments: [
            (["e": "prod"], "pin"), (["e": "prod-eu"], "pin"), (["e": "dev"], "suspend"), (["e": "test"], "suspend"),
            (["e": "other"], "standard"), ([:], "standard"),
        ] as [([String: String], String)])
    func theFirstCaseThatAppliesHolds(bindings: Template.Bindings, expected: String) throws {
        let entry =
            "{name: '{e}', path: '{e}', "
            + "updates: [{when: {e: 'prod*'}, pin: both}, {when: {e: prod}, pin: both}, {when: {e: [dev, test]}, suspend: true}, {}]}"
        let rule = try #require(try Policy.sample(entry).applications.first)
        let path = try #require(RepositoryPath("x"))
        let updates = Application(name: "x", path: path, files: nil, rule: rule, bindings: bindings).updates
        let kind = updates.pin == .both ? "pin" : updates.isSuspended ? "suspend" : "standard"
        #expect(kind == expected)
    }

    @Test(
        arguments: [
            ("{tags: any}", "v2", 1, .refuses("v2 is held")), ("{tags: any}", "v1", 1, .none),
            ("{tags: {semver: '*'}}", "v2", 1, .refuses("v2 is held")),
            ("{tags: {semver: '*'}}", "v1.9.0", 1, .refuses("does not come after")),
            ("{tags: {semver: '*'}}", "2.0.0", 1, .refuses("does not come after")),
            ("{tags: {semver: '*'}}", "v2.0.1", -1, .ends), ("{tags: newest}", "v1", 1, .ends),
            ("{tags: newest}", "v3", 0, .refuses("before that")), ("{tags: newest}", "v2", 1, .refuses("v2 is held")),
            ("{tags: {regex: 'v(\\d+)'}}", "v3", 1, .ends),
        ] as [(String, String, Double, ApplicationState.Hold.Effect)])
    func aHoldHolds(updates: String, tag: String, after: Double, effect: ApplicationState.Hold.Effect) throws {
        let since = Date(timeIntervalSince1970: 1_800_000_000)
        let held = updates.contains("semver") && tag != "v2" ? "v2.0.0" : "v2"
        let hold = ApplicationState.Hold(
            application: "shop", image: "r.io/shop", tag: held, by: "U1", event: "chat/1", since: since)
        let rule = try #require(try Policy.sample("{name: a, path: b, updates: \(updates)}").applications.first)
        let found = hold.effect(
            on: try ImageTag(tag), ordered: try #require(rule.updates.first).rule.tags,
            at: since.addingTimeInterval(after))
        switch (found, effect) {
        case (.refuses(let rule), .refuses(let part)): #expect(rule.contains(part), "\(rule)")
        default: #expect(found == effect)
        }
    }

    /// Of an image that is pinned by its digest alone: it is held off under whatever tag it comes.
    @Test(arguments: [UpdateRule.Tags.any, .newest]) func aHoldOnADigest(tags: UpdateRule.Tags) throws {
        let since = Date(timeIntervalSince1970: 1_800_000_000)
        let digests = ["a", "b"].map { "sha256:" + String(repeating: $0, count: 64) }
        let hold = ApplicationState.Hold(
            application: "shop", image: "r.io/shop", tag: digests[0], by: "U1", event: "chat/1", since: since)
        #expect(hold.version == "r.io/shop@\(digests[0])")
        let effects = try digests.map {
            hold.effect(on: try ImageTag("v2"), digest: try ImageDigest($0), ordered: tags, at: since + 1)
        }
        guard case .refuses(let rule) = effects[0] else {
            Issue.record("the digest is not held off")
            return
        }
        #expect(rule.hasPrefix("\(digests[0]) is held since"))
        if case .refuses = effects[1] { Issue.record("another digest is held off") }
    }
}
