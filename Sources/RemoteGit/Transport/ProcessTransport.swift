import Subprocess

/// A repository on this machine, served by Git's own programs: one short process a request, spoken to as over HTTP.
struct ProcessTransport: Transport {
    let path: String
    let limits: TransferLimits

    func exchange(_ service: GitService, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        // "git-upload-pack" is run as "git upload-pack", which is found wherever git is.
        let command = String(service.rawValue.dropFirst("git-".count))
        let result: Result<[UInt8], RemoteGitError>
        guard BrokenPipes.areErrors else { throw RemoteGitError(.local, "the system refuses a signal handler") }
        do {
            let answer = try await withTimeLimit(limits.total) { [path, limits] in
                try await run(
                    .name("git"),
                    arguments: [command, "--stateless-rpc", "--", path],
                    environment: .inherit.updating(["GIT_PROTOCOL": "version=2", "LC_ALL": "C"]),
                    input: .inputWriter,
                    output: .bytes(limit: limits.maximumBytes),
                    error: .string(limit: 65536)
                ) { execution in
                    // A program that stops reading says why on its standard error.
                    _ = try? await execution.standardInputWriter.write(body)
                    try? await execution.standardInputWriter.finish()
                }
            }
            result =
                answer.terminationStatus.isSuccess
                ? .success(answer.standardOutput) : .failure(failure(answer.standardError))
        } catch let error as RemoteGitError {
            result = .failure(error)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            result = .failure(RemoteGitError(.tooLarge, "\(path) sent more than \(limits.maximumBytes) bytes"))
        } catch {
            result = .failure(RemoteGitError(.local, "git cannot be run: \(error)"))
        }
        return try result.get()
    }

    private func failure(_ words: String?) -> RemoteGitError {
        let words = ServerWords.clean(words ?? "")
        if words.contains("does not appear to be a git repository") {
            return RemoteGitError(.notFound, "there is no repository at \(path)")
        }
        return RemoteGitError(.declined, words.isEmpty ? "git gave no reason" : words)
    }
}

/// Ends `body` when the time is over.
///
/// - Throws: ``RemoteGitError`` of class `unreachable` when the time is over, else what `body` throws.
private func withTimeLimit<Value: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() ?? nil else {
            throw RemoteGitError(.unreachable, "the repository did not answer within \(limit)")
        }
        return value
    }
}
