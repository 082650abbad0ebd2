/// A made-up repository behind a real server.
public struct ServedMonorepo: Sendable {
    /// Serves it as `repo.git`.
    public let server: GitServer
    /// `git`, in the bare repository.
    public let git: GitCommand
    /// What it is in.
    public let directory: TemporaryDirectory
}

extension Monorepo {
    /// Writes it down and lends it while a server has it. Afterwards Git finds nothing wrong with it.
    public func served<Value>(
        options: GitServer.Options = GitServer.Options(), _ body: (ServedMonorepo) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { directory in
            try await write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            let value = try await withGitServer(serving: directory.path, options: options) { server in
                try await body(ServedMonorepo(server: server, git: git, directory: directory))
            }
            try await git("fsck", "--strict")
            return value
        }
    }
}
