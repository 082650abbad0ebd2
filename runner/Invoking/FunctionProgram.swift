import Events
import FoundationEssentials
import GitOps
import Glibc
import HTTPClient
import Subprocess
import SystemPackage

/// The function of a handler as its own executable, which is beside this one.
struct FunctionProgram: Sendable {
    /// The handler's name, which is the executable's.
    let name: String
    private let path: FilePath

    /// - Throws: ``CommandFailure`` if there is no such executable.
    init(_ name: String) throws(CommandFailure) {
        let own = OwnExecutable.path ?? CommandLine.arguments.first ?? "runner"
        path = FilePath(own).removingLastComponent().appending(name)
        self.name = name
        guard access(path.string, X_OK) == 0 else {
            throw CommandFailure(
                .failed, "there is no executable \(path): build it with 'swift build --product \(name)'")
        }
    }

    // MARK: Standard input

    /// Handles an event on standard input, to the end.
    ///
    /// - Throws: ``CommandFailure`` if it gives no outcome.
    func handle(_ body: [UInt8], isVerbose: Bool) async throws -> Outcome {
        try await withInput(body) { input in
            let result = try await Subprocess.run(
                .path(path), arguments: isVerbose ? ["-v"] : [], environment: .inherit,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .string(limit: 1 << 22),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
            return try outcome(Array(result.standardOutput.utf8))
        }
    }

    /// Handles an event on standard input, and is killed after so many requests to Git.
    ///
    /// - Returns: Whether it was killed; `false` if it came to its end before.
    func handle(_ body: [UInt8], killedAfter requests: Int) async throws -> Bool {
        try await withInput(body) { input in
            let result = try await Subprocess.run(
                .path(path), arguments: ["-v"], environment: .inherit,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .discarded, error: .sequence
            ) { execution in
                var seen = 0
                if seen == requests { try execution.send(signal: .kill) }
                for try await line in execution.standardError.strings() where line.contains(" git request") {
                    seen += 1
                    if seen == requests { try execution.send(signal: .kill) }
                }
            }
            return result.terminationStatus == .signaled(SIGKILL)
        }
    }

    /// Lends the event as an open file: a process that is killed need not have read it to its end.
    private func withInput<Value>(
        _ body: [UInt8], _ use: (FileDescriptor) async throws -> Value
    ) async throws -> Value {
        try await WorkDirectory.with("invoke") { directory in
            let file = FilePath(directory).appending("event")
            let new = try FileDescriptor.open(
                file, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
            try new.closeAfter { _ = try new.writeAll(body) }
            return try await use(try .open(file, .readOnly))
        }
    }

    // MARK: HTTP

    /// Handles events over HTTP: one after the other, on one server.
    ///
    /// - Throws: ``CommandFailure`` if it does not serve or gives no outcome.
    func serve(_ deliveries: [Delivery]) async throws -> [Outcome] {
        let result = try await Subprocess.run(
            .path(path), arguments: ["serve", "--host", "127.0.0.1", "--port", "0"], environment: .inherit,
            input: .none, output: .discarded, error: .sequence
        ) { execution in
            var outcomes: [Outcome] = []
            for try await line in execution.standardError.strings() {
                guard let port = Self.port(in: line) else {
                    StandardError.write(line.hasSuffix("\n") ? line : line + "\n")
                    continue
                }
                let client = try HTTPClient(.init(limits: .init(stall: .seconds(60), total: .seconds(600))))
                for delivery in deliveries { outcomes.append(try await post(delivery, to: port, client)) }
                try execution.send(signal: .terminate)
            }
            return outcomes
        }
        guard result.closureResult.count == deliveries.count else {
            throw CommandFailure(.failed, "\(name) serve ended before it had answered")
        }
        return result.closureResult
    }

    private func post(_ delivery: Delivery, to port: Int, _ client: HTTPClient) async throws -> Outcome {
        var headers = delivery.headers.fields
        if delivery.contentType == nil { headers.append((name: "Content-Type", value: "application/json")) }
        // The outcome, also where a chat would be answered in its own format.
        headers.append((name: "Prefer", value: "reply"))
        let request = HTTPClient.Request(
            url: "http://127.0.0.1:\(port)/\(Self.query(delivery.sender))", headers: headers, body: delivery.body,
            authentication: nil)
        return try outcome(try await client.send(request).body)
    }

    /// The part of an address that names a sender.
    private static func query(_ sender: String?) -> String {
        guard let sender else { return "" }
        return "?sender=" + sender.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The port in the line that a function logs when it listens.
    private static func port(in line: String) -> Int? {
        guard line.contains("listening on ") else { return nil }
        return line.split(separator: ":").last.flatMap { Int($0.prefix(while: \.isNumber)) }
    }

    private func outcome(_ bytes: [UInt8]) throws(CommandFailure) -> Outcome {
        let line = bytes.split(separator: UInt8(ascii: "\n")).last ?? []
        guard let outcome = try? JSONDecoder().decode(Outcome.self, from: Data(line)) else {
            throw CommandFailure(.failed, "\(name) gave no outcome")
        }
        return outcome
    }
}
