import FoundationEssentials
import Logging
import NATS
import TestSupport

@testable import runner

/// A bus, a repository behind a server that fails, and three runners.
struct ChaosWorld: Sendable {
    let nats: NATSServer
    let git: GitServer
    let faults: ChaosFaults
    let runners: [RunnerServer]
    /// `git`, in the bare repository.
    let repository: GitCommand
    /// To publish and to look with.
    let connection: NATSConnection
    let directory: TemporaryDirectory

    /// What the repositories of tests have, one step for every alert, and somebody who may command.
    private static let policy =
        MonorepoFiles.policy + """
            remediations:
            - name: scale-out
              when: ['alertname="HighCPU"']
              application: "{app}-{env}"
              steps:
              - scale: {by: 1}
              settle: 1h
              cooldown: 1h
              limits: {application: 10000, repository: 10000, window: 1h}
            - name: burst
              when: ['alertname="Burst"']
              application: "{app}-{env}"
              steps:
              - scale: {by: 1}
              settle: 1h
              cooldown: 1h
              undo: {after: 2s}
              limits: {application: 10000, repository: 10000, window: 1h}
            chat:
              commands: {/status: status, /rollback: rollback, /resume: resume}
              allow:
              - {users: [U024BE7LH], applications: ["*"], commands: [status, rollback, resume]}

            """

    /// How soon an event of a killed runner comes again.
    private static let ackWait = Duration.seconds(3)

    /// Lends all of it.
    static func with<Value: Sendable>(
        _ scale: ChaosScale, seed: UInt64, _ body: @Sendable (ChaosWorld) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: scale.applications, history: 3, policy: true)
                .write(to: directory.path("repo.git"))
            return try await withGitServer(serving: directory.path) { git in
                let faults = ChaosFaults(seed: seed)
                let proxy = try FaultyGitProxy(to: git.port) { _, _ in faults.fault() }
                defer { proxy.stop() }
                let policy = try directory.write(Self.policy, to: "policy.yaml")
                let program = NATSServer.Program.here[Int(seed % UInt64(NATSServer.Program.here.count))]
                return try await withNATSServer(program) { nats in
                    let runner = BuiltExecutable(
                        name: "runner",
                        environment: [
                            "NATS_URL": nats.url, "GITOPS_REPOSITORY": proxy.url(for: "repo.git"),
                            "GITOPS_TIMEOUT": "5",
                            "GITOPS_POLICY": policy,
                        ])
                    let runners = try (0..<3).map { _ in try RunnerServer(runner, arguments: ["--longest-delay", "2"]) }
                    var options = NATSConnectionOptions(servers: [nats.url])
                    options.reconnectWait = .milliseconds(100)
                    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                    let world = ChaosWorld(
                        nats: nats, git: git, faults: faults, runners: runners,
                        repository: GitCommand(in: directory.path("repo.git"), timeout: .seconds(60)),
                        connection: try await NATSConnection.connect(options, logger: logger), directory: directory)
                    do {
                        try await world.prepare()
                        let value = try await body(world)
                        await world.end()
                        return value
                    } catch {
                        // Nobody waits for what they have begun.
                        for runner in runners { await runner.kill() }
                        await world.end()
                        throw error
                    }
                }
            }
        }
    }

    /// Makes the streams, and consumers that do not take as long as usual to notice that a runner is dead.
    private func prepare() async throws {
        for stream in BusStream.all(.standard) { try await stream.prepare(on: connection) }
        for consumer in consumers {
            _ = try await connection.ensureConsumer(
                ConsumerConfiguration(
                    stream: BusNames.standard.eventStream, durable: consumer.durable, filterSubject: consumer.subject,
                    ackWait: Self.ackWait))
        }
        for runner in runners { try await runner.start() }
    }

    private func end() async {
        for runner in runners { await runner.stop() }
        await connection.close(flushingFor: .milliseconds(100))
    }

    /// The consumers of all handlers.
    var consumers: [(durable: String, subject: String)] {
        HandlerTable.rows.flatMap { row in
            row.kinds.enumerated().map { index, kind in
                (BusNames.standard.durable(of: row.name, kind, isFirst: index == 0), BusNames.standard.events(kind))
            }
        }
    }

    /// Publishes until it is stored: the bus may be away at this moment.
    func publish(_ event: ChaosEvent, copy: Int) async throws {
        let id = "\(event.identity ?? event.body)-\(copy)"
        while true {
            do throws(NATSError) {
                _ = try await connection.publishToStream(
                    Array(event.body.utf8), to: "gitops.events.\(event.kind)", id: id, timeout: .seconds(1))
                return
            } catch {
                guard [.timeout, .unreachable, .noStream].contains(error.code) else { throw error }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Keeps what is left of a round that went wrong, where that is wanted, and says where it is, or why it is not.
    func keep(seed: UInt64) async {
        guard let place = ChaosScale.keep else { return }
        let target = "\(place)/\(seed)"
        do {
            try? FileManager.default.removeItem(atPath: target)
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: directory.path("repo.git"), toPath: "\(target)/repo.git")
            for (number, runner) in runners.enumerated() {
                try Data(await runner.log.utf8).write(to: URL(filePath: "\(target)/runner-\(number).log"))
            }
            var results: [UInt8] = []
            let reader = StreamReader(connection: connection, stream: BusNames.standard.resultStream)
            try await reader.read { messages in
                for message in messages { results += message.payload + [0x0A] }
            }
            try Data(results).write(to: URL(filePath: "\(target)/results.jsonl"))
            StandardError.write("chaos: what is left of the round is in \(target)\n")
        } catch {
            StandardError.write("chaos: not all that is left of the round could be kept in \(target): \(error)\n")
        }
    }

    /// Whether every event is settled.
    func isDone() async throws -> Bool {
        for consumer in consumers {
            let state = try await connection.consumerState(
                of: consumer.durable, in: BusNames.standard.eventStream)
            if state.pending > 0 || state.unacknowledged > 0 { return false }
        }
        return true
    }
}
