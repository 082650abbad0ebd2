/// A repository on this machine, served by Git's own programs: one short process a request, spoken to as over HTTP.
struct ProcessTransport: Transport {
    let path: String
    let limits: TransferLimits

    var isStateless: Bool { true }

    func exchange(_ service: GitService, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        try await git(service, "--stateless-rpc", body)
    }

    func advertisement() async throws(RemoteGitError) -> [UInt8] {
        try await git(.uploadPack, "--advertise-refs", [])
    }

    /// "git-upload-pack" is run as "git upload-pack", which is found wherever git is.
    private func git(
        _ service: GitService,
        _ mode: String,
        _ body: [UInt8]
    ) async throws(RemoteGitError) -> [UInt8] {
        let command = String(service.rawValue.dropFirst("git-".count))
        let process = GitProcess(
            program: "git", arguments: [command, mode, "--", path], limits: limits, name: path, classify: classify)
        return try await process.run { stream throws(RemoteGitError) in
            await stream.send(body)
            await stream.finish()
            let answer = try await stream.readAll()
            // It says on standard error why it has nothing to say here.
            // To a push without a change there is nothing to say.
            guard !answer.isEmpty || body == PktLine.flushBytes else {
                throw RemoteGitError(.brokenAnswer, "git did not answer")
            }
            return answer
        }
    }

    private func classify(_ words: String) -> RemoteGitError {
        if words.contains("does not appear to be a git repository") {
            return RemoteGitError(.notFound, "there is no repository at \(path)")
        }
        return RemoteGitError(.declined, "git stopped: \(ServerWords.clean(words))")
    }
}
