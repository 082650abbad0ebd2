import Events
import FunctionHost
import GitOps
import Logging
import NATS
import ServiceLifecycle
import Synchronization
import TestSupport

@testable import runner

/// A NATS server, a Git server with a repository, and a runner between them.
struct Bus: Sendable {
    let nats: NATSServer
    let git: GitServer
    /// `git`, in the bare repository.
    let repository: GitCommand
    /// To publish with.
    let connection: NATSConnection

    /// How many commits the repository starts with.
    static let commits = 3

    /// How soon an event that nobody speaks of comes again where a test waits for that.
    static let shortAckWait = Duration.milliseconds(1_500)

    /// The settings that a function would have.
    var settings: Settings {
        get throws { try Settings(environment: ["GITOPS_REPOSITORY": git.url(for: "repo.git")]) }
    }

    /// The number of commits now.
    var count: Int {
        get async throws { Int(try await repository("rev-list", "--count", "main").text) ?? 0 }
    }

    /// A bare event for one of the repository's applications.
    static func event(_ application: Int = 3, tag: String = "v1.9.0") -> [UInt8] {
        Array(#"{"image":"\#(MonorepoFiles(application).image)","tag":"\#(tag)"}"#.utf8)
    }

    /// The same as a CloudEvent.
    static func cloudEvent(_ application: Int = 3, tag: String = "v1.9.0", id: String) -> [UInt8] {
        let data = String(decoding: event(application, tag: tag), as: UTF8.self)
        return Array(#"{"specversion":"1.0","id":"\#(id)","source":"/ci","type":"image","data":\#(data)}"#.utf8)
    }

    /// Puts a policy on the branch that nobody can read.
    func breakPolicy() async throws {
        try await withTemporaryDirectory { directory in
            try await GitCommand(in: "/")("clone", "-q", repository.directory, directory.path("clone"))
            let clone = GitCommand(in: directory.path("clone"))
            try directory.write("version: [\n", to: "clone/.gitops.yaml")
            try await clone("commit", "-q", "-a", "-m", "Break the policy")
            try await clone("push", "-q", "origin", "HEAD:main")
        }
    }

    /// Publishes with nothing but a subject and bytes, as any client does.
    func publish(_ body: [UInt8]) async throws {
        try await connection.publish(body, to: "gitops.events.image")
        try await connection.flush(timeout: .seconds(60))
    }

    /// What the runner subscribes to. What failed comes again soon.
    ///
    /// - Parameter ackWait: how soon an event that nobody speaks of comes again: if nothing is said, not because this
    ///   machine is slow.
    func subscription(
        _ recorder: OutcomeRecorder, ackWait: Duration = .seconds(30)
    ) throws -> EventSubscription {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let row = try HandlerTable.row(named: "image-updater")
        let settings = try settings
        let handler = row.pipeline(try settings.branchWriter(logger: logger), settings, logger)
        var subscription = EventSubscription.all(
            of: row, names: .standard, handler: handler, report: recorder.record)[0]
        subscription.ackWait = ackWait
        subscription.delays = RedeliveryDelay(
            first: .milliseconds(300), longest: .seconds(1), attempts: 3, lateness: .seconds(300))
        return subscription
    }

    /// Runs a subscriber while `body` runs, then shuts it down gracefully.
    ///
    /// - Parameters:
    ///   - url: where it finds the bus, if not at the bus itself.
    ///   - ackWait: how soon an event that nobody speaks of comes again.
    ///   - change: changes how it is connected.
    func subscribed(
        _ logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        to url: String? = nil,
        ackWait: Duration = .seconds(30),
        change: (inout NATSConnectionOptions) -> Void = { _ in },
        _ body: (OutcomeRecorder) async throws -> Void
    ) async throws {
        let recorder = OutcomeRecorder()
        var options = NATSConnectionOptions(servers: [url ?? nats.url])
        options.reconnectWait = .milliseconds(100)
        options.connectTimeout = .seconds(30)
        change(&options)
        let subscriber = Subscriber(
            options: options, names: .standard, subscriptions: [try subscription(recorder, ackWait: ackWait)],
            logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: subscriber, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let running = Task { try await group.run() }
        do {
            try await body(recorder)
        } catch {
            running.cancel()
            _ = await running.result
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    /// The messages of a stream, which has not had more than ten.
    func stored(in stream: String) async throws -> [StoredMessage] {
        var messages: [StoredMessage] = []
        for sequence in 1...10 as ClosedRange<UInt64> {
            if let message = try await connection.storedMessage(sequence, in: stream) { messages.append(message) }
        }
        return messages
    }

    /// Waits until there is no event left that the consumer would hand out, or hand out again.
    func waitUntilSettled() async throws {
        try await waitUntil("every event is settled", within: .seconds(120)) {
            let state = try await connection.consumerState(of: "gitops-image-updater", in: "GITOPS_EVENTS")
            return state.pending == 0 && state.unacknowledged == 0
        }
    }
}

/// Keeps outcomes in the order in which they were told.
final class OutcomeRecorder: Sendable {
    private let kept = Mutex<[Outcome]>([])

    var outcomes: [Outcome] { kept.withLock { $0 } }

    var kinds: [OutcomeKind] { outcomes.map(\.outcome) }

    @Sendable func record(_ outcome: Outcome) { kept.withLock { $0.append(outcome) } }

    /// Waits until there are so many.
    func wait(for count: Int, within limit: Duration = .seconds(120)) async throws {
        try await waitUntil("\(count) outcomes", within: limit) { outcomes.count >= count }
    }
}

/// Lends all of it.
func withBus(
    _ program: NATSServer.Program = .debian, applications: Int = 5, _ body: @Sendable (Bus) async throws -> Void
) async throws {
    try await withTemporaryDirectory { directory in
        try await Monorepo(applications: applications, history: Bus.commits - 1, policy: true)
            .write(to: directory.path("repo.git"))
        try await withGitServer(serving: directory.path) { git in
            try await withNATSServer(program) { nats in
                let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                var options = NATSConnectionOptions(servers: [nats.url])
                options.connectTimeout = .seconds(30)
                options.requestTimeout = .seconds(60)
                let connection = try await NATSConnection.connect(options, logger: logger)
                // Events may be published before a runner has ever run: the stream is there then.
                for stream in BusStream.all(.standard) { try await stream.prepare(on: connection) }
                try await body(
                    Bus(
                        nats: nats, git: git, repository: GitCommand(in: directory.path("repo.git")),
                        connection: connection))
                await connection.close()
            }
        }
    }
}
