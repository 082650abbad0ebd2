import FoundationEssentials
import TestSupport

/// A way to change the tag of one application in three overlays and push that as one commit.
enum Way: CaseIterable {
    case cold, coldWithPolicy, warmSeen, warmNew, warmMoved, warmUnchanged, blobless, shallow, clone

    var name: String {
        switch self {
        case .cold: "`image-updater`, policy in a file"
        case .coldWithPolicy: "`image-updater`, policy in the repository"
        case .warmSeen: "`serve`, application seen before"
        case .warmNew: "`serve`, another application"
        case .warmMoved: "`serve`, after somebody else's push"
        case .warmUnchanged: "`serve`, tag set already"
        case .blobless: "`git clone --depth 1 --filter=blob:none`, sparse"
        case .shallow: "`git clone --depth 1`"
        case .clone: "`git clone`"
        }
    }

    /// The options of `git clone`, if it is one of git's ways.
    var cloneOptions: String? {
        switch self {
        case .blobless: "--depth 1 --filter=blob:none --sparse"
        case .shallow: "--depth 1"
        case .clone: ""
        default: nil
        }
    }

    /// Ways that are measured over a link with delay too.
    static let overALink: [Way] = [.cold, .coldWithPolicy, .blobless, .shallow, .clone]
}

/// One repository, the server in front of it, and the programs to measure.
struct Bench {
    let directory: TemporaryDirectory
    let server: GitServer
    /// The address to use, which may be that of a proxy.
    let url: String
    /// The directory with the functions' release builds.
    let programs: String

    /// The function that deploys images.
    var program: String { "\(programs)/image-updater" }

    var environment: [String: String] {
        [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory.path, "TMPDIR": directory.path,
            "GITOPS_REPOSITORY": url, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Bench",
            "GIT_AUTHOR_EMAIL": "bench@example.com", "GIT_COMMITTER_NAME": "Bench",
            "GIT_COMMITTER_EMAIL": "bench@example.com",
        ]
    }

    /// The same with the policy in a file.
    func environmentWithPolicy() throws -> [String: String] {
        environment.merging(["GITOPS_POLICY": try directory.write(MonorepoFiles.policy, to: "policy.yaml")]) { $1 }
    }

    static func event(_ application: Int, _ tag: String) -> String {
        #"{"image":"\#(MonorepoFiles(application).image)","tag":"\#(tag)"}"#
    }

    /// Runs a cold way on one application.
    func run(_ way: Way, application: Int, tag: String) async throws -> Measurement {
        try await counted {
            if let options = way.cloneOptions {
                return try git(options, way == .blobless, MonorepoFiles(application), tag)
            }
            let environment = way == .cold ? try environmentWithPolicy() : environment
            let event = try directory.write(Self.event(application, tag), to: "event.json")
            return try run(program, [], environment: environment, input: event, output: directory.path("outcome"))
        }
    }

    /// Somebody else pushes a commit that changes one application.
    func pushSomethingElse(_ application: Int) async throws {
        let file = MonorepoFiles(application).overlay("dev")
        let content = try await GitCommand(in: directory.path("repo.git"))("show", "main:\(file)").bytes
        try await commit(content + "# seen\n".utf8, to: file, "Look at \(file)")
    }

    /// Somebody else pushes a commit that changes one file.
    ///
    /// - Returns: the commit.
    @discardableResult
    func commit(_ content: [UInt8], to file: String, _ message: String) async throws -> String {
        let git = GitCommand(in: directory.path("repo.git"), environment: ["GIT_INDEX_FILE": directory.path("index")])
        try await git("read-tree", "main")
        let blob = try await git("hash-object", "-w", "--stdin", input: content).text
        try await git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(file)")
        let tree = try await git("write-tree").text
        let commit = try await git("commit-tree", tree, "-p", "main", "-m", message).text
        try await git("update-ref", "refs/heads/main", commit)
        return commit
    }

    /// A copy of the repository, served beside it.
    ///
    /// - Returns: its directory.
    func copy(as name: String) async throws -> String {
        try await GitCommand(in: directory.path)("clone", "-q", "--bare", "repo.git", name)
        let git = GitCommand(in: directory.path(name))
        try await git("config", "http.receivepack", "true")
        try await git("config", "uploadpack.allowFilter", "true")
        return git.directory
    }

    /// The part of an outcome that is of interest.
    private struct Outcome: Decodable {
        let bytesSent: Int
    }

    /// What the last cold run said of the bodies that it sent.
    func bodyBytesOfLastEvent() throws -> Int {
        let line = try Data(contentsOf: URL(filePath: directory.path("outcome")))
        return try JSONDecoder().decode(Outcome.self, from: line).bytesSent
    }

    /// Adds what the server saw to what was measured.
    func counted(_ body: () async throws -> (seconds: Double, peakMemory: Int)) async throws -> Measurement {
        let before = try await server.requests.count
        let (seconds, memory) = try await body()
        let requests = try await server.requests[before...]
        return Measurement(
            seconds: seconds, requests: requests.count, bytesSent: requests.map(\.bytesIn).reduce(0, +),
            bytesReceived: requests.map(\.bytesOut).reduce(0, +), peakMemory: memory)
    }

    /// What a shell script does: clone, sed, commit, push.
    private func git(
        _ options: String,
        _ isSparse: Bool,
        _ application: MonorepoFiles,
        _ tag: String
    ) throws -> (seconds: Double, peakMemory: Int) {
        let work = directory.path("work")
        let overlays = MonorepoFiles.environments.map { application.overlay($0) }.joined(separator: " ")
        let script = """
            set -e
            git clone -q \(options) "$GITOPS_REPOSITORY" "\(work)"
            cd "\(work)"
            \(isSparse ? "git sparse-checkout set apps/\(application.name)" : "")
            sed -i 's/newTag: .*/newTag: \(tag)/' \(overlays)
            git commit -q -a -m "Update \(application.name) to \(tag)"
            git push -q
            """
        let result = try run("/bin/sh", ["-c", script], environment: environment)
        try FileManager.default.removeItem(atPath: work)
        return result
    }
}
