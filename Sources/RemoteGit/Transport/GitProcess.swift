import HTTPClient
import Subprocess

/// A program on this machine that speaks Git's protocol on its standard streams: Git's own, or `ssh`.
struct GitProcess: Sendable {
    let program: String
    let arguments: [String]
    let limits: TransferLimits
    /// The repository, in messages.
    let name: String
    /// Classes what the program says on standard error when it fails: all of it, since warnings may come first.
    let classify: @Sendable (String) -> RemoteGitError

    /// Runs the program as long as `body` runs, and ends it then.
    ///
    /// - Parameter onEnd: is called once the program has ended, be it by itself while `body` waits for something else.
    /// - Throws: ``RemoteGitError``; if the program failed, by what it said.
    func run<Value: Sendable>(
        onEnd: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable (inout GitProcessStream) async throws(RemoteGitError) -> Value
    ) async throws(RemoteGitError) -> Value {
        guard BrokenPipes.areErrors else { throw RemoteGitError(.local, "the system refuses a signal handler") }
        let result: Result<Value, RemoteGitError>
        do {
            result = try await launch(onEnd, body)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            result = .failure(RemoteGitError(.local, "\(program) is not installed"))
        } catch {
            result = .failure(RemoteGitError(.local, "\(program) cannot be run: \(error)"))
        }
        return try result.get()
    }

    private func launch<Value: Sendable>(
        _ onEnd: @escaping @Sendable () -> Void,
        _ body: @escaping @Sendable (inout GitProcessStream) async throws(RemoteGitError) -> Value
    ) async throws -> Result<Value, RemoteGitError> {
        let answer = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments),
            environment: ChildEnvironment.updating(["GIT_PROTOCOL": "version=2", "LC_ALL": "C"]),
            input: .inputWriter, output: .sequence, error: .sequence
        ) { [limits, name] execution in
            let watch = StallWatch(limit: limits.stall, total: limits.total)
            let watching = Task { await watch.watch { try? execution.send(signal: .kill) } }
            defer { watching.cancel() }
            async let words = Self.words(on: execution.standardError, onEnd)
            var stream = GitProcessStream(
                output: execution.standardOutput.makeAsyncIterator(), input: execution.standardInputWriter,
                watch: watch, limit: limits.maximumBytes, name: name)
            let result: Result<Value, RemoteGitError>
            do throws(RemoteGitError) {
                result = .success(try await body(&stream))
            } catch {
                result = .failure(error)
                // Nobody reads what else it has to say, so it might wait for ever.
                try? execution.send(signal: .terminate)
            }
            try? await execution.standardInputWriter.finish()
            // It has nothing more to do. One that goes on all the same is not waited for longer than for an answer.
            watch.begin()
            return (result, await words)
        }
        let (result, words) = answer.closureResult
        guard case .failure(let error) = result, error.kind == .brokenAnswer else { return result }
        // The answer is incomplete because the program gave up: its own words say why.
        return .failure(words.allSatisfy(\.isWhitespace) ? error : classify(words))
    }

    /// The most bytes of the program's words that are kept.
    private static let longestWords = 65536

    /// What the program says on standard error, to its end.
    private static func words(
        on errors: SubprocessOutputSequence,
        _ onEnd: @Sendable () -> Void
    ) async -> String {
        var words: [UInt8] = []
        var iterator = errors.makeAsyncIterator()
        while let piece = try? await iterator.next() {
            piece.withUnsafeBytes { words += $0.prefix(longestWords - words.count) }
        }
        onEnd()
        return String(decoding: words, as: UTF8.self)
    }
}

/// The standard streams of such a program.
struct GitProcessStream {
    private var output: SubprocessOutputSequence.Iterator
    private let input: StandardInputWriter
    private let watch: StallWatch
    private let limit: Int
    private let name: String
    private var unread: [UInt8] = []

    init(
        output: SubprocessOutputSequence.Iterator,
        input: StandardInputWriter,
        watch: StallWatch,
        limit: Int,
        name: String
    ) {
        self.output = output
        self.input = input
        self.watch = watch
        self.limit = limit
        self.name = name
    }

    /// The most bytes that are written at once, so that each shows that the program goes on.
    private static let longestPiece = 65536

    /// Writes a request to the program. That it is gone shows when its answer is read.
    func send(_ bytes: [UInt8]) async {
        watch.begin()
        var rest = bytes[...]
        while !rest.isEmpty, let count = try? await input.write(Array(rest.prefix(Self.longestPiece))), count > 0 {
            watch.wait()
            rest = rest.dropFirst(count)
        }
    }

    /// Tells the program that nothing more comes.
    func finish() async {
        try? await input.finish()
    }

    /// Reads to the end of the program's output.
    ///
    /// - Throws: ``RemoteGitError``: `unreachable` if the program stalls, `tooLarge`, or `brokenAnswer` if there is none.
    mutating func readAll() async throws(RemoteGitError) -> [UInt8] {
        while try await readMore() {}
        defer { unread = [] }
        return unread
    }

    /// Reads up to the next flush line and with it (gitprotocol-common, "pkt-line Format").
    ///
    /// - Throws: as ``readAll()``.
    mutating func readToFlush() async throws(RemoteGitError) -> [UInt8] {
        var position = 0
        while true {
            while let length = try PktLineReader.length(at: position, in: unread),
                position + max(length, 4) <= unread.count
            {
                position += max(length, 4)
                guard length == 0 else { continue }
                defer { unread.removeFirst(position) }
                watch.rest()
                return Array(unread.prefix(position))
            }
            guard try await readMore() else {
                throw RemoteGitError(.brokenAnswer, "the answer of \(name) ends before it is complete")
            }
        }
    }

    /// - Returns: whether there was more.
    private mutating func readMore() async throws(RemoteGitError) -> Bool {
        watch.wait()
        defer { watch.rest() }
        let buffer: SubprocessOutputSequence.Buffer?
        do {
            buffer = try await output.next()
        } catch {
            throw RemoteGitError(.unreachable, "\(name) cannot be read: \(error)")
        }
        guard let buffer else {
            if watch.isStalled { throw RemoteGitError(.unreachable, "\(name) did not answer in time") }
            // The program is ended with its task.
            if Task.isCancelled {
                throw RemoteGitError(.unreachable, "\(name) did not answer before the request was given up")
            }
            return false
        }
        buffer.withUnsafeBytes { unread += $0 }
        guard unread.count <= limit else {
            throw RemoteGitError(.tooLarge, "\(name) sent more than \(limit) bytes")
        }
        return true
    }
}
