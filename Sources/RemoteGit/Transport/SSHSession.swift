import Synchronization

/// One connection of `ssh` to `git-upload-pack`.
actor SSHSession {
    /// A request that waits for the connection.
    private struct Question: Sendable {
        let body: [UInt8]
        /// Whether nothing follows, so that the answer ends with the connection.
        let isLast: Bool
        let answer: CheckedContinuation<Result<[UInt8], RemoteGitError>, Never>
    }

    private let process: GitProcess
    private let questions: AsyncStream<Question>
    private let sink: AsyncStream<Question>.Continuation
    private var greeting: [UInt8] = []
    /// Whether the greeting has not been looked at.
    private(set) var isFresh = false

    init(_ process: GitProcess) {
        self.process = process
        (questions, sink) = AsyncStream.makeStream()
    }

    deinit { sink.finish() }

    /// Whether the server speaks version 2 of the protocol.
    var isVersion2: Bool { greeting.dropFirst(4).starts(with: Array("version 2".utf8)) }

    /// Connects and reads the greeting.
    ///
    /// - Throws: ``RemoteGitError``.
    func open() async throws(RemoteGitError) {
        let (greetings, hello) = AsyncStream<Result<[UInt8], RemoteGitError>>.makeStream()
        Task { [process, questions, sink] in
            await Self.converse(process, questions, sink, hello)
        }
        guard let first = await greetings.first(where: { _ in true }) else {
            throw RemoteGitError(.unreachable, "\(process.name) did not answer")
        }
        greeting = try first.get()
        isFresh = true
    }

    /// What the server said first.
    func takeGreeting() throws(RemoteGitError) -> [UInt8] {
        isFresh = false
        return greeting
    }

    /// Asks a question after which others may follow.
    ///
    /// - Throws: ``RemoteGitError``.
    func ask(_ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        try await put(body, isLast: false)
    }

    /// Asks a question and ends the connection.
    ///
    /// - Throws: ``RemoteGitError``.
    func askLast(_ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        try await put(body, isLast: true)
    }

    private func put(_ body: [UInt8], isLast: Bool) async throws(RemoteGitError) -> [UInt8] {
        let result = await withCheckedContinuation { answer in
            let question = Question(body: body, isLast: isLast, answer: answer)
            if case .terminated = sink.yield(question) {
                answer.resume(returning: .failure(Self.closed(process)))
            }
        }
        return try result.get()
    }

    private static func closed(_ process: GitProcess) -> RemoteGitError {
        RemoteGitError(.unreachable, "the connection to \(process.name) is closed")
    }

    /// The connection's life: the greeting, then questions one after the other, until the session or `ssh` ends.
    private static func converse(
        _ process: GitProcess,
        _ questions: AsyncStream<Question>,
        _ sink: AsyncStream<Question>.Continuation,
        _ hello: AsyncStream<Result<[UInt8], RemoteGitError>>.Continuation
    ) async {
        let waiting = Mutex<Question?>(nil)
        do throws(RemoteGitError) {
            // A connection that the other side closes is often closed while nobody asks.
            try await process.run(onEnd: { sink.finish() }) { stream throws(RemoteGitError) in
                hello.yield(.success(try await stream.readToFlush()))
                for await question in questions {
                    waiting.withLock { $0 = question }
                    await stream.send(question.body)
                    if question.isLast { await stream.finish() }
                    let answer = question.isLast ? try await stream.readAll() : try await stream.readToFlush()
                    waiting.withLock { $0 = nil }
                    question.answer.resume(returning: .success(answer))
                    if question.isLast { return }
                }
            }
        } catch {
            hello.yield(.failure(error))
            // Only now it is known what the program said when it gave up.
            waiting.withLock { $0 }?.answer.resume(returning: .failure(error))
        }
        hello.finish()
        // Whoever comes late is told so.
        for await question in questions { question.answer.resume(returning: .failure(closed(process))) }
    }
}
