/// What platforms say by the environment of a program that they start without arguments.
enum PlatformContract {
    /// The arguments to run with: those of an HTTP server where `PORT` is set, as the container contracts of Knative and
    /// Cloud Run have it; none, for the event on standard input, where it is not.
    static func arguments(_ environment: [String: String]) -> [String] {
        let variables = EnvironmentVariables(environment)
        if variables["PORT"] != nil { return ["serve"] }
        return []
    }
}
