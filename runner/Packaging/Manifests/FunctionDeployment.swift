/// What is to be deployed, whatever the platform.
struct FunctionDeployment: Sendable {
    /// The secret with what the functions must not show.
    static let secret = "gitops-functions"
    /// The port that images listen on, as they are made.
    static let port = 8080
    /// How long a container may take to end, in seconds: it drains, answers what is under way, and a second more.
    static let graceSeconds = 30
    /// How long it takes events after it was asked to end, in seconds.
    static let drainSeconds = 5
    /// When functions are told that time has passed, as `cron` writes it: every minute.
    static let tickSchedule = "* * * * *"

    /// The handlers.
    let handlers: [PackagedProgram]
    /// The name of images, with a place for that of the program.
    let image: String
    /// The address of the GitOps repository.
    let repository: String

    /// A program's image.
    func image(of program: PackagedProgram) -> ManifestValue { .text(program.filling(image)) }

    /// The variables that every function gets, as Kubernetes writes them.
    func variables(_ more: [ManifestValue] = []) -> ManifestValue {
        .list(
            [
                ["name": "GITOPS_REPOSITORY", "value": .text(repository)],
                ["name": "GITOPS_TOKEN_FILE", "value": "\(Pod.secretDirectory)/token"],
            ] + more)
    }
}
