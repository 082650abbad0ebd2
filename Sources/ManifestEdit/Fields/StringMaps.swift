/// The mappings of Kubernetes whose values are strings, so that a number in them needs quotes.
enum StringMaps {
    /// Where a Kustomization or Helm values put labels and annotations too.
    private static let keys: Set<String> = [
        "annotations", "labels", "matchLabels", "nodeSelector", "stringData", "commonAnnotations", "commonLabels",
        "podAnnotations", "podLabels",
    ]

    /// Whether the last step of a field leads to a value that has to be a string.
    static func hold(_ field: FieldPath, in object: ManifestObject) -> Bool {
        guard case .key(let last)? = field.steps.last else { return false }
        guard case .key(let parent)? = field.steps.dropLast().last else {
            // The value of an environment variable.
            if case .item? = field.steps.dropLast().last { return last == "value" && field.steps.contains(.key("env")) }
            return false
        }
        let isData = parent == "data" && ["ConfigMap", "Secret"].contains(object.kind ?? "")
        return keys.contains(parent) || isData
    }
}
