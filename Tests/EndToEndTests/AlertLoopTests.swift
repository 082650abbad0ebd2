import Foundation
import Synchronization
import TestSupport
import Testing

/// The whole loop with its real parts: a metric rises, Prometheus' rule fires, two Alertmanagers post it, the function
/// commits; the metric falls, and what was done is undone.
@Suite struct AlertLoopTests {
    private static let policy = """
        version: 1
        applications:
        - {name: "{app}-{env}", path: "apps/{app}/overlays/{env}", replicas: {max: 10}}
        remediations:
        - name: scale-out
          when: ['alertname="HighLoad"']
          application: "{app}-{env}"
          steps: [{scale: {by: 2}}]
          settle: 1h
          undo: {after: 30m}

        """

    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec: {replicas: 3, template: {spec: {containers: [{name: app, image: r.example.com/shop:v1}]}}}

        """

    /// What the metric says.
    private final class Load: Sendable {
        private let number = Mutex(1)

        var value: Int { number.withLock { $0 } }

        func set(_ value: Int) { number.withLock { $0 = value } }
    }

    private static let overlay = "apps/shop/overlays/prod/kustomization.yaml"
    private static let state = "apps/shop/overlays/prod/.gitops-state"

    private static func repository(in directory: TemporaryDirectory) async throws -> GitCommand {
        try await GitCommand(in: directory.path)("init", "-q", "-b", "main", "work")
        let work = GitCommand(in: directory.path("work"))
        try directory.write(policy, to: "work/.gitops.yaml")
        try directory.write(deployment, to: "work/apps/shop/base/deployment.yaml")
        try directory.write("resources: [deployment.yaml]\n", to: "work/apps/shop/base/kustomization.yaml")
        try directory.write("resources: [../../base]\n", to: "work/\(overlay)")
        try await work("add", "-A")
        try await work("commit", "-q", "-m", "Import")
        try await work("clone", "-q", "--bare", ".", "../repo.git")
        return GitCommand(in: directory.path("repo.git"))
    }

    @Test(.timeLimit(.minutes(20))) func aMetricRisesAndFalls() async throws {
        let load = Load()
        let metrics = try TinyHTTPServer { _ in
            .respond(.init(headers: [("Content-Type", "text/plain; version=0.0.4")], text: "load \(load.value)\n"))
        }
        defer { metrics.stop() }
        try await withTemporaryDirectory { directory in
            let git = try await Self.repository(in: directory)
            let before = try await git("rev-parse", "main^{tree}").text
            let function = BuiltExecutable(
                name: "alert-remediator", environment: ["GITOPS_REPOSITORY": git.directory, "GITOPS_BRANCH": "main"])
            try await withServer(try await FunctionServer.start(function)) { function in
                try await withServer(try await AlertmanagerServer.start(webHook: function.port)) { first in
                    try await withServer(try await AlertmanagerServer.start(webHook: function.port)) { second in
                        // The last value counts, also where the next one cannot be read in time.
                        let expression = "'last_over_time(load[10m]) > 5'"
                        let rule = "{alert: HighLoad, expr: \(expression), labels: {app: shop, env: prod}}"
                        let prometheus = try await PrometheusServer.start(
                            target: metrics.port, rule: rule, alertmanagers: [first.port, second.port])
                        try await withServer(prometheus) { _ in try await Self.riseAndFall(load, git) }
                    }
                }
                // Nobody tells of the alert any more.
                try await Self.passTime(git, function)
            }
            // Scaled out, put on record that it is over, undone, forgotten: and nothing is left of it.
            #expect(try await git("rev-parse", "main^{tree}").text == before)
            #expect(try await git("rev-list", "--count", "main").text == "5")
            try await git("fsck", "--strict")
        }
    }

    private static func riseAndFall(_ load: Load, _ git: GitCommand) async throws {
        #expect(try await git("rev-list", "--count", "main").text == "1")
        load.set(9)
        try await waitUntil("it is scaled out", within: .seconds(300)) {
            try await git("show", "main:\(overlay)").text.contains("count: 5")
        }
        let subject = try await git("log", "-1", "--format=%s", "main").text
        #expect(subject == "HighLoad on shop-prod: replicas 3 → 5")
        load.set(1)
        try await waitUntil("it is put on record that it is over", within: .seconds(300)) {
            try await git("show", "main:\(state)").text.contains("status: resolved")
        }
        // By two Alertmanagers, each every second: still one change.
        #expect(try await git("rev-list", "--count", "main").text == "3")
    }

    /// It is undone, and then forgotten.
    private static func passTime(_ git: GitCommand, _ function: FunctionServer) async throws {
        for (hours, count) in [(1, "4"), (2, "5")] {
            let time = Date.now.addingTimeInterval(Double(hours) * 3600).formatted(.iso8601)
            let answer = try await function.post("{\"time\":\"\(time)\"}")
            #expect(answer.status == 200, "\(answer.body)")
            #expect(try await git("rev-list", "--count", "main").text == count)
        }
    }
}
