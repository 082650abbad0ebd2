import FoundationEssentials
import TestSupport

/// A way to bring one application back to the state that was healthy, and push that as one commit.
enum RollbackWay: CaseIterable {
    case recorded, unrecorded, sparse, shallow, clone

    var name: String {
        switch self {
        case .recorded: "`chat-rollback`, a healthy state on record"
        case .unrecorded: "`chat-rollback`, nothing on record"
        case .sparse: "`git clone --depth 1 --filter=blob:none`, sparse, `git checkout` of the healthy directory"
        case .shallow: "`git clone --depth \(Self.shallowestDepth)`, `git revert`"
        case .clone: "`git clone`, `git revert`"
        }
    }

    /// How many commits follow the bad one: others work on the repository, too.
    static let commitsSince = 2
    /// The fewest commits with which the bad one can be reverted: those since, itself and its parent.
    static let shallowestDepth = commitsSince + 2
}

/// An application that got a version which has to go again.
struct BadDeployment {
    /// The application's number.
    let application: Int
    /// The commit before it.
    let healthy: String
    /// The commit with the bad version.
    let bad: String

    var files: MonorepoFiles { MonorepoFiles(application) }
    /// The overlay that is rolled back.
    var directory: String { "apps/\(files.name)/overlays/prod" }
}

extension Bench {
    /// Somebody deploys a bad version, and others go on working.
    ///
    /// - Parameters:
    ///   - healthy: the commit that the branch is set to first.
    ///   - isRecorded: whether that state is on record as healthy, which else none is.
    func deployBadVersion(
        _ application: Int, of applications: Int, on healthy: String, tag: String, isRecorded: Bool
    ) async throws -> BadDeployment {
        let git = GitCommand(in: directory.path("repo.git"))
        let files = MonorepoFiles(application)
        try await git("update-ref", "refs/heads/main", healthy)
        try await git("update-ref", "-d", "refs/gitops/healthy")
        if isRecorded { try await record(application..<application + 1, environments: ["prod"], at: healthy) }
        let bad = try await commit(
            Array(files.kustomization(environment: "prod", tag: tag).utf8), to: files.overlay("prod"),
            "Deploy \(files.name) \(tag) to prod")
        for number in 1...RollbackWay.commitsSince {
            try await pushSomethingElse((application + number) % applications)
        }
        return BadDeployment(application: application, healthy: healthy, bad: bad)
    }

    /// Rolls an application back.
    ///
    /// - Throws: ``TestSupportError`` if it is not as it was afterwards.
    func run(_ way: RollbackWay, _ deployment: BadDeployment) async throws -> Measurement {
        let git = GitCommand(in: directory.path("repo.git"))
        let before = try await git("rev-parse", "main").text
        let measurement = try await counted {
            switch way {
            case .recorded, .unrecorded: try command(deployment)
            case .sparse: try sparseCheckout(deployment)
            case .shallow: try revert(deployment, "--depth \(RollbackWay.shallowestDepth)")
            case .clone: try revert(deployment, "")
            }
        }
        let overlay = deployment.files.overlay("prod")
        let blobs = try await git("rev-parse", "\(deployment.healthy):\(overlay)", "main:\(overlay)", "main^").text
            .split(separator: "\n").map(String.init)
        guard blobs[0] == blobs[1], blobs[2] == before else {
            throw TestSupportError("\(way.name): \(overlay) is not as it was healthy")
        }
        return measurement
    }

    /// `/deploy-fix` for this project as a fresh process, with the policy in the repository.
    private func command(_ deployment: BadDeployment) throws -> (seconds: Double, peakMemory: Int) {
        let event = """
            {"command":"/deploy-fix","text":"\(deployment.files.name)-prod","user_id":"\(Self.user)",\
            "team_id":"T0001","channel_id":"C2147483705","trigger_id":"\(deployment.bad)"}
            """
        let file = try directory.write(event, to: "event.json")
        return try run(
            "\(programs)/chat-rollback", [], environment: environment, input: file, output: directory.path("outcome"))
    }

    /// Who may command.
    private static let user = "U024BE7LH"

    /// The policy with which people may command.
    static let policy =
        MonorepoFiles.policy + """
            chat:
              commands: {/deploy-fix: rollback}
              allow:
              - {users: [\(user)], applications: ["*-prod"], commands: [rollback]}

            """

    /// What somebody does who knows the bad commit.
    private func revert(_ deployment: BadDeployment, _ options: String) throws -> (seconds: Double, peakMemory: Int) {
        try script(
            """
            git clone -q \(options) "$GITOPS_REPOSITORY" work
            cd work
            git revert --no-edit \(deployment.bad)
            git push -q
            """)
    }

    /// What somebody does who knows the healthy commit and wants to read as little as possible.
    private func sparseCheckout(_ deployment: BadDeployment) throws -> (seconds: Double, peakMemory: Int) {
        try script(
            """
            git clone -q --depth 1 --filter=blob:none --sparse "$GITOPS_REPOSITORY" work
            cd work
            git sparse-checkout set \(deployment.directory)
            git fetch -q --depth 1 --filter=blob:none origin \(deployment.healthy)
            git checkout -q \(deployment.healthy) -- \(deployment.directory)
            git commit -q -m "Roll \(deployment.files.name) back"
            git push -q
            """)
    }

    /// Runs a script that leaves a directory `work`.
    private func script(_ text: String) throws -> (seconds: Double, peakMemory: Int) {
        let script = "set -e\ncd \"\(directory.path)\"\n\(text)"
        let result = try run("/bin/sh", ["-c", script], environment: environment)
        try FileManager.default.removeItem(atPath: directory.path("work"))
        return result
    }
}
