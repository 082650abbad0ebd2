import Synchronization
import TestSupport

/// One round: events, and everything that can go wrong meanwhile.
struct ChaosRound: Sendable {
    let world: ChaosWorld
    let events: [ChaosEvent]
    let scale: ChaosScale
    let seed: UInt64

    /// What a person pushed meanwhile, and how many messages there were.
    struct Ending: Sendable {
        let work: GitUser.Work
        let messages: Int
    }

    /// Publishes all while there are faults, and waits until everything is settled once they have ended.
    func run() async throws -> Ending {
        let person = try await GitUser(of: world.git.url(for: "repo.git"), in: world.directory)
        return try await withThrowingTaskGroup(of: GitUser.Work?.self) { group in
            group.addTask { try await person.work(pausing: .milliseconds(500)) }
            let messages = try await withFaults { try await publishAll() }
            world.faults.calm()
            person.stop()
            for runner in world.runners { try await runner.start() }
            try await world.nats.start()
            let work = try await group.next() ?? nil
            try await settle()
            // What was to be undone is due by now: one more tick is all that it takes.
            try await world.publish(.lastTick, copy: 0)
            try await settle()
            return Ending(work: work ?? GitUser.Work(), messages: messages)
        }
    }

    private func settle() async throws {
        try await waitUntil("all events are settled", within: .seconds(900)) {
            try await Task.sleep(for: .milliseconds(200))
            return try await world.isDone()
        }
    }

    /// Each up to so many times, in an order of its own; at least as long as faults are wanted.
    private func publishAll() async throws -> Int {
        var random = SplitMix64(state: seed)
        var deliveries: [(event: ChaosEvent, copy: Int)] = []
        for event in events {
            let copies = event.identity == nil ? 1 : Int.random(in: 1...scale.copies, using: &random)
            for copy in 0..<copies { deliveries.append((event, copy)) }
        }
        deliveries.shuffle(using: &random)
        let start = ContinuousClock.now
        for (number, delivery) in deliveries.enumerated() {
            try await world.publish(delivery.event, copy: delivery.copy)
            let due = start + scale.duration * (Double(number + 1) / Double(deliveries.count))
            if due > .now { try await Task.sleep(until: due) }
        }
        return deliveries.count
    }

    private func withFaults<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value
    {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await killRunners()
                return nil
            }
            group.addTask {
                try await restartBus()
                return nil
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    private func killRunners() async throws {
        while (try? await Task.sleep(for: world.faults.pause(700...2_500))) != nil {
            let runner = world.runners[world.faults.choice(of: world.runners.count)]
            await runner.kill()
            world.faults.count("runners killed")
            try await runner.start()
        }
    }

    private func restartBus() async throws {
        while (try? await Task.sleep(for: world.faults.pause(3_000...6_000))) != nil {
            let manner = [StopManner.asked, .killed][world.faults.choice(of: 2)]
            await world.nats.stop(manner)
            world.faults.count(manner == .killed ? "nats-server killed" : "nats-server stopped")
            try? await Task.sleep(for: world.faults.pause(100...1_000))
            try await world.nats.start()
        }
    }
}
