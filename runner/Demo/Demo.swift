import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import NATS

/// The demo, from an empty directory to the commits.
struct Demo: Sendable {
    let paper: DemoPaper
    let environment: [String: String]
    let logger: Logger

    /// Runs it to its end. However that comes, nothing of it is left behind.
    func run() async throws {
        let programs = try DemoPrograms(environment: environment)
        let samples = try DemoSamples()
        try await WorkDirectory.with("demo") { directory in
            let repository = try await DemoRepository(in: directory, programs: programs)
            try await DemoServer.with(programs, in: directory) { url in
                try paper.opening(repository: repository.path, server: url)
                try await publish(samples, to: url, repository)
            }
            try paper.title("The commits, as git log -p shows them")
            try paper.text(try await repository.log(isColoured: paper.isColoured))
        }
        try paper.closing()
    }

    /// Subscribes as 'runner subscribe' does, and publishes one event after the other.
    private func publish(_ samples: DemoSamples, to url: String, _ repository: DemoRepository) async throws {
        let (outcomes, outcomesIn) = AsyncStream<Outcome>.makeStream()
        let (starts, startsIn) = AsyncStream<Void>.makeStream()
        let options = NATSConnectionOptions(servers: [url], name: "gitops-functions demo")
        var subscriber = Subscriber(
            options: options, names: .standard,
            subscriptions: try subscriptions(repository) { outcomesIn.yield($0) }, logger: logger)
        subscriber.onRunning = { startsIn.yield() }
        try await withThrowingTaskGroup { [subscriber] group in
            group.addTask { try await subscriber.run() }
            group.addTask {
                for await _ in starts { break }
                let connection = try await NATSConnection.connect(options, logger: logger)
                try await play(samples, connection, outcomes, repository)
                await connection.close()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func play(
        _ samples: DemoSamples,
        _ connection: NATSConnection,
        _ outcomes: AsyncStream<Outcome>,
        _ repository: DemoRepository
    ) async throws {
        var arriving = outcomes.makeAsyncIterator()
        for (index, step) in DemoStep.all.enumerated() {
            if let edit = step.edit { try await repository.commit(edit) }
            let (headers, body) = try samples.message(step.sample)
            try paper.step(index + 1, step, body: body)
            _ = try await connection.publishToStream(body, to: DemoStep.subject, headers: headers)
            guard let outcome = await arriving.next() else { throw CancellationError() }
            try paper.outcome(outcome)
            guard outcome.outcome == step.expected else {
                throw CommandFailure(.failed, "the demo expected '\(step.expected.rawValue)' here")
            }
        }
    }

    private func subscriptions(
        _ repository: DemoRepository,
        report: @escaping @Sendable (Outcome) -> Void
    ) throws -> [EventSubscription] {
        // Nothing of the user's own settings: the demo touches its own repository only.
        let settings = try Settings(environment: ["GITOPS_REPOSITORY": repository.path])
        let writer = try settings.branchWriter(logger: logger)
        return HandlerTable.rows.flatMap { row in
            EventSubscription.all(
                of: row, names: .standard, handler: row.pipeline(writer, settings, logger), report: report)
        }
    }
}
