import Subprocess
import SystemPackage

/// A made-up GitOps repository of any size, the same to the last bit each time it is made.
///
/// Seven files an application: a Kustomize base of three, the overlays `dev`, `stage` and `prod`, and Helm values. The
/// history updates one application's `prod` overlay a commit.
public struct Monorepo: Sendable {
    /// How many applications.
    public var applications: Int
    /// How many commits after the first one.
    public var history: Int
    /// Whether `.gitops.yaml` is at the root, with a policy that covers every overlay.
    public var policy: Bool
    /// What the random choices grow from.
    public var seed: UInt64

    /// A repository to be made: 15 applications are 105 files, 15,000 are 105,000.
    public init(applications: Int = 15, history: Int = 100, policy: Bool = false, seed: UInt64 = 7) {
        self.applications = applications
        self.history = history
        self.policy = policy
        self.seed = seed
    }

    /// Makes a bare repository, open for pushes and filters over HTTP, with all of this on its branch `main`.
    ///
    /// - Parameter path: Where; nothing may be there yet.
    public func write(to path: String) async throws {
        try await GitCommand(in: "/")("init", "-q", "--bare", "-b", "main", path)
        let git = GitCommand(in: path, timeout: .seconds(600))
        try await git("config", "http.receivepack", "true")
        try await git("config", "uploadpack.allowFilter", "true")
        try await fastImport(git)
        try await git("repack", "-q", "-a", "-d")
    }

    private func fastImport(_ git: GitCommand) async throws {
        let result = try await Subprocess.run(
            .name("git"), arguments: ["fast-import", "--quiet"], environment: git.subprocessEnvironment,
            workingDirectory: FilePath(git.directory), input: .inputWriter, output: .discarded,
            error: .string(limit: 1 << 20)
        ) { execution in
            let writer = execution.standardInputWriter
            var random = SplitMix64(state: seed)
            var stream = FastImportStream()
            stream.commit("Import the applications", at: 1_700_000_000)
            if policy { stream.file(".gitops.yaml", MonorepoFiles.policy) }
            for number in 0..<applications {
                for file in MonorepoFiles(number).all(using: &random) { stream.file(file.path, file.text) }
                if stream.isLarge { _ = try await writer.write(stream.take()) }
            }
            for step in 0..<history {
                let files = MonorepoFiles(Int.random(in: 0..<applications, using: &random))
                let tag = "v1.\(step / 100 + 1).\(step % 100)"
                stream.commit("Deploy \(files.name) \(tag) to prod", at: 1_700_000_060 + step * 60)
                stream.file(files.overlay("prod"), files.kustomization(environment: "prod", tag: tag))
                if stream.isLarge { _ = try await writer.write(stream.take()) }
            }
            _ = try await writer.write(stream.take())
        }
        guard result.terminationStatus.isSuccess else { throw TestSupportError(result.standardError) }
    }
}
