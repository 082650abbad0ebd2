import GitOps
import Testing

@testable import AlertRemediator

@Suite struct RemediationPolicyTests {
    private static func read(_ text: String) throws -> Remediations {
        try PolicyFile(name: "policy", content: Array(("version: 1\nremediations:\n" + text).utf8)).read(
            Remediations.self)
    }

    private static let entry = """
        - name: a
          when: [x=y]
          application: b
          steps: [{scale: {by: 1}}]

        """

    @Test func whatIsLeftOutHasADefault() throws {
        let rule = try #require(try Self.read(Self.entry).rules.first)
        #expect(rule.settle == .seconds(300))
        #expect(rule.cooldown == .seconds(600))
        #expect(rule.undo == nil && rule.limits == nil && !rule.continues && !rule.needsApproval && !rule.isFrozen)
        #expect(rule.line == 3)
    }

    @Test func readsEverything() throws {
        let rules = try Self.read(
            """
            - name: scale-out.1
              when: ['{alertname="HighCPU", severity=~"a|b"}', x!=y]
              application: "{app}-{env}"
              continue: true
              steps:
              - scale: {percent: 50, min: 1, max: 9, workload: "{deployment}", raiseMax: true}
              - resources: {memory: x1.5, cpu: 2, max: {memory: 4Gi, cpu: 4}, container: app}
              - restart
              - rollback:
              - notify: "call somebody"
              settle: 90s
              cooldown: 1h30m
              undo: {after: 0, whenFlapping: 2h}
              limits: {application: 3, repository: 20, window: 1d}
              replicas: {min: 2, max: 30}
              freeze: false
              approve: true
              maintenance: [{days: [sat, sun], from: "22:00", to: "06:00", zone: "+01:00"}]

            """
        ).rules
        let rule = try #require(rules.first)
        #expect(rule.when.map(\.description) == ["alertname=\"HighCPU\"", "severity=~\"a|b\"", "x!=\"y\""])
        #expect(rule.steps.map(\.name) == ["scale", "resources", "restart", "rollback", "notify"])
        #expect(rule.undo == .init(after: .zero, whenFlapping: .seconds(7200)))
        #expect(rule.limits == ChangeLimits(perApplication: 3, perRepository: 20, window: .seconds(86_400)))
        #expect(rule.replicas == ReplicaRange(min: 2, max: 30))
        #expect(rule.needsApproval && rule.continues)
        #expect(rule.maintenance.count == 1)
    }

    static let errors: [(String, Int, Int, String)] = [
        ("- name: a", 3, 3, "expected when in a remediation"),
        (entry + entry, 7, 3, "the name a is here a second time"),
        (entry.replacing("name: a", with: "name: a/b"), 3, 9, "a name of letters, digits"),
        (entry.replacing("name: a", with: "name: a..b"), 3, 9, "a name of letters, digits"),
        (entry.replacing("[x=y]", with: "[]"), 4, 9, "at least one matcher"),
        (entry.replacing("[x=y]", with: "['x~y']"), 4, 10, "expected =, !=, =~ or !~ at character 2"),
        (entry.replacing("[x=y]", with: "['x=~\"(\"']"), 4, 10, "a regular expression"),
        (entry.replacing("application: b", with: "application: '*'"), 5, 16, "not *"),
        (entry.replacing("by: 1", with: "by: 1, to: 3"), 6, 19, "one of to, by, percent and atLeast"),
        (entry.replacing("by: 1", with: "min: 1"), 6, 19, "one of to, by, percent and atLeast"),
        (entry.replacing("by: 1", with: "by: 1, min: 3, max: 2"), 6, 40, "expected max to be 3 or more"),
        (entry.replacing("scale: {by: 1}", with: "scaleout: {}"), 6, 12, "unknown action: expected one of scale"),
        (entry.replacing("{scale: {by: 1}}", with: "[]"), 6, 11, "expected one action"),
        (entry.replacing("[{scale: {by: 1}}]", with: "[]"), 6, 10, "at least one step"),
        (entry.replacing("scale: {by: 1}", with: "resources: {memory: much}"), 6, 32, "a factor, as x1.5"),
        (
            entry.replacing("scale: {by: 1}", with: "resources: {memory: x2, cpu: x2, max: 1}"), 6, 50,
            "since both change"
        ),
        (
            entry.replacing("scale: {by: 1}", with: "set: {file: ../x, field: a, value: 1}"), 6, 24,
            "in the application's"
        ),
        (
            entry.replacing("scale: {by: 1}", with: "rollback: all"), 6, 22,
            "rollback alone, which takes the whole directory back"
        ),
        (entry.replacing("scale: {by: 1}", with: "rollback: {only: replicas}"), 6, 29, "expected images: those"),
        (entry.replacing("scale: {by: 1}", with: "rollback: {to: v1}"), 6, 23, "unknown key in rollback"),
        (
            entry.replacing("scale: {by: 1}", with: "rollback: {image: a/b, only: images}"), 6, 22,
            "one of image and only"
        ),
        (
            entry.replacing("scale: {by: 1}", with: "rollback: {image: r.io:5000/b:v1}"), 6, 30,
            "an image's repository, without tag"
        ),
        (
            entry.replacing("scale: {by: 1}", with: "set: {application: '*', file: x, field: a, value: 1}"), 6, 31,
            "labels in braces, not *"
        ),
        (
            entry.replacing("scale: {by: 1}", with: "failover: {name: x, edits: [{scale: {by: 1}, file: y}]}"), 6, 57,
            "unknown key in an edit"
        ),
        (entry + "  settle: soon\n", 7, 11, "a length of time"), (entry + "  undo: 5m\n", 7, 9, "undo as a mapping"),
        (entry + "  limits: {application: 1}\n", 7, 11, "expected window"),
        (entry + "  maintenance: [{from: \"8\", to: \"9\"}]\n", 7, 24, "a time of day"),
        (entry + "  maintenance: [{from: \"08:00\", to: \"09:00\", days: [someday]}]\n", 7, 52, "days of mon"),
        (entry + "  approved: true\n", 7, 3, "unknown key in a remediation"),
    ]

    @Test(arguments: errors)
    func anErrorHasItsPlace(text: String, line: Int, column: Int, words: String) {
        let error = #expect(throws: Undecided.self) { try Self.read(text) }
        guard case .failed(let message)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.hasPrefix("policy:\(line):\(column): "), "\(message)")
        #expect(message.contains(words), "\(message)")
    }
}
