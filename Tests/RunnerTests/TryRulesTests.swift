import FoundationEssentials
import TestSupport
import Testing

/// `runner try-rules`, as a process.
@Suite(.timeLimit(.minutes(10))) struct TryRulesTests {
    private static let policy =
        MonorepoFiles.policy + """
            remediations:
            - name: scale-out
              when: [alertname=HighCPU]
              application: "{app}-prod"
              steps: [{scale: {by: 2}}, {scale: {by: 3}}]
              settle: 5m
              undo: {after: 30m}
              maintenance: [{from: 2026-02-01T00:00:00Z, to: 2026-02-02T00:00:00Z}]

            """

    private static func delivery(
        _ status: String, _ app: Int = 0, name: String = "HighCPU", starts: String, ends: String? = nil
    ) -> String {
        let end = ends ?? "0001-01-01T00:00:00Z"
        return
            #"{"alerts":[{"status":"\#(status)","labels":{"alertname":"\#(name)","app":"\#(MonorepoFiles(app).name)"},"#
            + #""startsAt":"\#(starts)","endsAt":"\#(end)","fingerprint":"f\#(app)"}]}"#
    }

    private static func run(
        _ files: [String: String], _ arguments: String..., policy: String = policy,
        _ check: (RunnerProcess.Result) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 2, history: 0).write(to: directory.path("repo.git"))
            try directory.write(policy, to: "policy.yaml")
            for (path, text) in files { try directory.write(text, to: path) }
            let own = ["try-rules", "--policy", directory.path("policy.yaml"), "--repo", directory.path("repo.git")]
            let names = arguments.map { $0.hasPrefix("-") ? $0 : directory.path($0) }
            try await check(try await RunnerProcess().run(own + names))
            let count = try await GitCommand(in: directory.path("repo.git"))("rev-list", "--count", "main").text
            #expect(count == "1")
        }
    }

    @Test func showsRuleGuardAndDifference() async throws {
        let files = [
            "alerts/1.json": Self.delivery("firing", starts: "2026-01-31T12:00:00Z"),
            "alerts/2.json": Self.delivery("firing", starts: "2026-02-01T12:00:00Z"),
            "alerts/3.json": Self.delivery("firing", name: "DiskFull", starts: "2026-01-31T12:00:00Z"),
            "alerts/notes.txt": "not an alert",
        ]
        try await Self.run(files, "alerts") { result in
            #expect(result.code == 77)
            let parts = result.output.components(separatedBy: "\n\n")
            #expect(parts.count == 3)
            #expect(parts[0].contains("alerts/1.json at 2026-01-31T12:00:00Z: pushed\n  HighCPU on app-00000-prod\n"))
            #expect(parts[0].contains("    rule:   scale-out\n    guard:  none\n    result: replicas 4 → 6\n"))
            #expect(parts[0].contains("\n-  count: 4\n+  count: 6"))
            #expect(parts[1].contains("    guard:  maintenance (policy line 15)"))
            #expect(parts[2].contains("    rule:   none\n"))
        }
        // Each is judged on the branch as it is, and nothing is refused.
        try await Self.run(files, "alerts/1.json", "alerts/1.json") { result in
            #expect(result.code == 0)
            #expect(result.output.components(separatedBy: "count: 6").count == 3)
        }
    }

    /// A failover is shown with all the directories that it changes.
    @Test func showsTheDifferenceInEveryDirectory() async throws {
        let policy =
            MonorepoFiles.policy
                + """
                remediations:
                - name: to-stage
                  when: [alertname=Down]
                  application: "{app}-prod"
                  steps:
                  - failover:
                      name: to-stage
                      edits:
                      - {application: "{app}-stage", scale: {atLeast: 4}}
                      - {file: kustomization.yaml, field: "replicas[{name}].count", value: 1}

                """.replacing("{name}", with: MonorepoFiles(0).name)
        let alert = Self.delivery("firing", name: "Down", starts: "2026-01-31T12:00:00Z")
        try await Self.run(["1.json": alert], "1.json", policy: policy) { result in
            #expect(result.code == 0)
            let output = result.output
            #expect(
                output.contains("    result: failover to-stage: replicas 4 → 1; on app-00000-stage replicas 1 → 4\n"),
                "\(output)")
            for environment in ["prod", "stage"] {
                #expect(output.contains("\n+++ b/\(MonorepoFiles(0).overlay(environment))"), "\(output)")
            }
            #expect(output.contains("\n-  count: 4\n+  count: 1"))
            #expect(output.contains("\n-  count: 1\n+  count: 4"))
        }
    }

    @Test func replaysWhatWasRecorded() async throws {
        let minutes = (0..<20).map { $0 < 10 ? "0\($0)" : "\($0)" }
        var lines = minutes.map { minute in
            #"{"context":{"time":"2026-01-31T12:\#(minute):30Z"},"data":\#(Self.delivery("firing", starts: "2026-01-31T12:00:00Z"))}"#
        }
        lines.append(Self.delivery("resolved", starts: "2026-01-31T12:00:00Z", ends: "2026-01-31T12:21:00Z"))
        lines.append(Self.delivery("firing", 1, name: "DiskFull", starts: "2026-01-31T12:30:00Z"))
        try await Self.run(
            ["month.jsonl": lines.joined(separator: "\n") + "\n\n"], "--from-alertmanager", "month.jsonl"
        ) {
            result in
            #expect(result.code == 0, "\(result.errors)")
            let lines = result.output.split(separator: "\n")
            #expect(lines.first == "22 deliveries from 2026-01-31T12:00:30Z to 2026-01-31T12:30:00Z")
            // Two steps, none left, resolved, undone, forgotten.
            #expect(lines.dropFirst().first == "6 commits would have been made")
            #expect(result.output.contains("rule scale-out: 2 step, 1 exhausted, 2 recorded, 1 undone, "))
            #expect(result.output.contains("no rule: 1 times DiskFull"))
            #expect(result.output.contains("replicas[app-00000].count 3 times, values 4, 6, 9"))
        }
    }

    @Test func saysWhatCannotBeUnderstood() async throws {
        try await Self.run(["a.json": #"{"alerts":[7]}"#], "a.json") { result in
            #expect(result.code == 65)
            #expect(result.errors.contains("a.json: alerts[0]: expected a JSON object, but it is a number"))
        }
        try await Self.run(["m": "{}\n"], "--from-alertmanager", "m") { result in
            #expect(result.code == 65)
            #expect(result.errors.contains("m, line 1: alerts: expected the alerts"))
        }
        let alert = Self.delivery("firing", starts: "2026-01-31T12:00:00Z")
        try await Self.run(["a.json": alert], "a.json", policy: Self.policy + "  settl: 1m\n") { result in
            #expect(result.code == 70)
            #expect(result.output.contains("policy.yaml:16:3: unknown key in a remediation"))
        }
    }
}
