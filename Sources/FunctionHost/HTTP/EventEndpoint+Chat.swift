import Events
import GitOps

extension EventEndpoint {
    /// Answers a command in the chat's own format: with what came of it if it is done while the chat waits, else that the
    /// work goes on. Its end is then told where the chat takes it.
    func answer(to command: ChatCommand, in delivery: Delivery) async throws -> HTTPAnswer {
        let (results, continuation) = AsyncStream<EventResult?>.makeStream()
        let race = Race()
        lateWork.begin {
            let result = await result(of: delivery)
            let isInTime = race.isWon()
            if isInTime { continuation.yield(result) }
            // Chats hide an answer that is no success by its status.
            if !isInTime || result.httpStatus != 200 { await pipeline.tell(result) }
        }
        let timer = Task { [patience = limits.chat] in
            try await Task.sleep(for: patience)
            if race.isWon() { continuation.yield(nil) }
        }
        defer { timer.cancel() }
        for await result in results {
            guard let result else { break }
            return try .outcome(result)
        }
        return try .working(on: command)
    }
}
