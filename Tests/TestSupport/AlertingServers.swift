import FoundationEssentials

/// A real Prometheus on loopback that evaluates one rule over what one target says, five times a second.
///
/// It tells of a change at once, and again after half a minute. An alert counts as over where nothing was heard of it for
/// four times as long, which a busy machine must not bring about.
public final class PrometheusServer: TestServer {
    private let state: TemporaryDirectory
    private let process: ServerProcess

    /// Starts a server and waits until it listens.
    ///
    /// - Parameters:
    ///   - target: The port of 127.0.0.1 where metrics are read, at `/metrics`.
    ///   - rule: The rule, as YAML in brackets.
    ///   - alertmanagers: The ports of 127.0.0.1 where alerts are sent to.
    /// - Throws: ``TestSupportError`` if the program is missing or does not start.
    public static func start(
        target: UInt16, rule: String, alertmanagers: [UInt16]
    ) async throws -> PrometheusServer {
        let port = try LoopbackPort()
        let server = try PrometheusServer(port, target, rule, alertmanagers)
        try await server.process.waitUntilReady { LoopbackConnection.answers(port: port.number) }
        return server
    }

    private init(_ port: LoopbackPort, _ target: UInt16, _ rule: String, _ alertmanagers: [UInt16]) throws {
        state = try TemporaryDirectory()
        let addresses = alertmanagers.map { "\"127.0.0.1:\($0)\"" }.joined(separator: ", ")
        try state.write("groups: [{name: test, rules: [\(rule)]}]\n", to: "rules.yaml")
        let configuration = try state.write(
            """
            global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}
            rule_files: [rules.yaml]
            scrape_configs: [{job_name: test, static_configs: [{targets: ["127.0.0.1:\(target)"]}]}]
            alerting: {alertmanagers: [{static_configs: [{targets: [\(addresses)]}]}]}

            """, to: "prometheus.yaml")
        process = try ServerProcess(
            Tool.path("prometheus"),
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(state.path("data"))",
                "--web.listen-address=127.0.0.1:\(port.number)", "--rules.alert.resend-delay=30s",
            ], logFile: state.path("log"))
    }

    /// Ends it and removes what it kept. May be called again.
    public func stop() async {
        await process.stop()
        state.remove()
    }
}

/// A real Alertmanager on loopback that sends everything to one web hook, and repeats it every second.
public final class AlertmanagerServer: TestServer {
    /// The port of 127.0.0.1 that it listens on.
    public let port: UInt16

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let process: ServerProcess

    /// Starts a server and waits until it listens.
    ///
    /// - Parameter webHook: The port of 127.0.0.1 that deliveries are posted to.
    /// - Throws: ``TestSupportError`` if the program is missing or does not start.
    public static func start(webHook: UInt16) async throws -> AlertmanagerServer {
        let server = try AlertmanagerServer(webHook)
        try await server.process.waitUntilReady { [port = server.port] in LoopbackConnection.answers(port: port) }
        return server
    }

    private init(_ webHook: UInt16) throws {
        reservation = try LoopbackPort()
        port = reservation.number
        state = try TemporaryDirectory()
        let configuration = try state.write(
            """
            route: {receiver: gitops, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1s}
            receivers:
            - name: gitops
              webhook_configs: [{url: "http://127.0.0.1:\(webHook)/", send_resolved: true}]

            """, to: "alertmanager.yaml")
        process = try ServerProcess(
            Tool.path("prometheus-alertmanager"),
            [
                "--config.file=\(configuration)", "--storage.path=\(state.path("data"))",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
            ], logFile: state.path("log"))
    }

    /// Ends it and removes what it kept. May be called again.
    public func stop() async {
        await process.stop()
        state.remove()
    }
}
