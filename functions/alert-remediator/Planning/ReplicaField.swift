import ManifestEdit

/// The fields that hold numbers of replicas which limits apply to.
enum ReplicaField {
    /// An autoscaler's upper limit is not among them: it sets no replicas by itself.
    private static let keys: Set<String> = ["replicas", "replicaCount", "minReplicas", "minReplicaCount"]

    /// Whether a field of an application is such a number.
    static func isCount(_ field: String) -> Bool {
        guard let path = try? FieldPath(parsing: field), case .key(let key)? = path.steps.last else { return false }
        // Of a Kustomization: `replicas[shop].count`.
        if key == "count" { return path.steps.dropLast(2).last == .key("replicas") }
        return keys.contains(key)
    }
}
