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
    /// Which tags may be set: the first entry that applies. The last applies to all.
    public let updates: [UpdateCase]
    /// The files of the directory that are the application's, where it shares the directory; `nil` for all.
    public let files: [Template]?
    /// Fields that hold images beside those that are found in the manifests.
    public let fields: [ImageField]
    /// The field with the revision that Argo CD syncs; `nil` where automation may not set it.
    public let targetRevision: FieldReference?
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
