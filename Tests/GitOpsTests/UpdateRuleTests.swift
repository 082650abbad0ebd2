import ImageReference
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
        ] as [(String, String, String?, String?)])
    func objects(updates: String, tag: String, current: String?, objection: String?) throws {
        let rule = try #require(
            try Policy.sample("{name: a, path: b, updates: \(updates)}").applications.first)
        let tag = try ImageTag(tag)
        let result = rule.updates.objection(to: tag, replacing: try current.map { try ImageTag($0) })
        #expect((result == nil) == (objection == nil), "\(result ?? "")")
        #expect(result?.contains(objection ?? "") ?? true, "\(result ?? "")")
    }
}
