/// What platforms say by the environment of a program that they start without arguments.
enum PlatformContract {
    /// What AWS Lambda sets for the programs that it starts.
    static let lambdaVariable = "AWS_LAMBDA_RUNTIME_API"

    /// The arguments to run with: those of a function of AWS Lambda where its variable is set; of an HTTP server where
    /// `PORT` is, as the container contracts of Knative and Cloud Run have it; none, for the event on standard input,
    /// where neither is.
    static func arguments(_ environment: [String: String]) -> [String] {
        let variables = EnvironmentVariables(environment)
        if variables[lambdaVariable] != nil { return ["lambda"] }
        if variables["PORT"] != nil { return ["serve"] }
        return []
    }
}
