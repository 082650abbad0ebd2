/// What automation may do in a repository. What it does not name stays as it is.
public struct Policy: PolicySection {
    /// The applications, each entry standing for as many as its placeholders have values.
    public let applications: [ApplicationRule]
}

/// An entry of `applications`.
public struct ApplicationRule: Sendable {
    /// The Argo CD Application's name.
    public let name: Template
    /// The directory that is its manifests. Nothing outside is touched.
    public let path: Template
    /// Values of placeholders that no event carries, in order of their names.
    public let matrix: [(placeholder: String, values: [String])]
    /// The repositories of its images.
    public let images: [Template]
    /// Which tags may be set.
    public let updates: UpdateRule
    /// The files of the directory that are the application's, where it shares the directory; `nil` for all.
    public let files: [Template]?
    /// How many replicas automation may set; `nil` where the policy sets no limits.
    public let replicas: ReplicaLimits?
    /// The line in the policy, from 1.
    public let line: Int
}

/// The numbers of replicas between which automation stays.
public struct ReplicaLimits: Sendable, Hashable {
    /// The least, 0 or more.
    public let min: Int
    /// The most; `nil` for no limit.
    public let max: Int?
}

/// Which tags an image may get.
public struct UpdateRule: Sendable {
    /// The tags that are eligible, and their order.
    public enum Tags: Sendable {
        /// All, in no order.
        case any
        /// Semantic versions within a range, in their order.
        case semver(VersionRange)
        /// Those in which the expression matches, in no order.
        case regex(TagExpression)
    }

    /// The tags that are eligible.
    public let tags: Tags
    /// Whether a tag may be replaced by one that comes before it.
    public let allowsDowngrade: Bool

    /// What holds where a policy has no `updates`.
    public static let standard = UpdateRule(tags: .any, allowsDowngrade: false)
}
