/// Says which variable cannot be used, and why. It never repeats a value, since that may hold a secret.
public struct SettingsError: Error, Sendable, Hashable {
    /// The variable's name, as `GITOPS_REPOSITORY`.
    public let variable: String
    /// What is wrong with it, as the rest of a sentence that begins with the name.
    public let problem: String

    init(_ variable: String, _ problem: String) {
        self.variable = variable
        self.problem = problem
    }
}

extension SettingsError: CustomStringConvertible {
    /// A sentence for people: "GITOPS_TIMEOUT has to be a whole number from 1 to 3600".
    public var description: String { "\(variable) \(problem)" }
}
