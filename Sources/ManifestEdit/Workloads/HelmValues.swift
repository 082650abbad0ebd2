/// Helm values, by the keys that `helm create` writes and most charts follow.
enum HelmValues {
    /// How deep components are looked for, below the values' root.
    private static let deepest = 3

    /// The parts of a file's values that stand for a workload: the mappings with `replicaCount`, or if there are none,
    /// those with `resources`.
    static func workloads(in manifest: Manifest) -> [Workload] {
        guard manifest.kustomization == nil else { return [] }
        let objects = manifest.objects
        return objects.flatMap { object in
            values(of: object, isAlone: objects.count == 1).flatMap { values in
                workloads(in: values, PlacedObject(object: object, manifest: manifest))
            }
        }
    }

    /// Values, and where they are in their object.
    private struct Values {
        let root: YAMLNode
        let steps: [FieldPath.Step]
    }

    /// A file of values, those of Flux' HelmRelease, and those of Argo CD's Application, also where they are a text.
    private static func values(of object: ManifestObject, isAlone: Bool) -> [Values] {
        let root = object.root.node
        switch object.kind {
        case nil:
            let isChart = root["apiVersion"] != nil && root["name"] != nil
            return isAlone && root.isMapping && !isChart ? [Values(root: root, steps: [])] : []
        case "HelmRelease":
            return root["spec"]?["values"].map { [Values(root: $0, steps: [.key("spec"), .key("values")])] } ?? []
        case "Application":
            let one = root["spec"]?["source"].map { [($0, [FieldPath.Step.key("source")])] } ?? []
            let several = (root["spec"]?["sources"]?.items ?? []).enumerated().map { index, source in
                (source, [FieldPath.Step.key("sources"), .index(index)])
            }
            return (one + several).flatMap { source, steps in values(of: source, [.key("spec")] + steps) }
        default:
            return []
        }
    }

    /// The values of one source of an Application. `valuesObject` wins over `values`.
    private static func values(of source: YAMLNode, _ steps: [FieldPath.Step]) -> [Values] {
        guard let helm = source["helm"] else { return [] }
        if let values = helm["valuesObject"] {
            return [Values(root: values, steps: steps + [.key("helm"), .key("valuesObject")])]
        }
        guard let text = helm["values"]?.embeddedText, let values = try? Manifest(parsing: Array(text.utf8)),
            let root = values.documents.first?.root
        else { return [] }
        return [Values(root: root, steps: steps + [.key("helm"), .key("values")])]
    }

    private static func workloads(in values: Values, _ place: PlacedObject) -> [Workload] {
        for key in ["replicaCount", "resources"] {
            let found = components(with: key, in: values.root, [])
            guard found.isEmpty else { return found.map { workload($0, values, place) } }
        }
        return []
    }

    private static func components(with key: String, in node: YAMLNode, _ keys: [String]) -> [[String]] {
        let here = node[key] == nil ? [] : [keys]
        guard keys.count < deepest else { return here }
        return here
            + node.pairs.flatMap { pair in
                pair.key.text.map { components(with: key, in: pair.value, keys + [$0]) } ?? []
            }
    }

    private static func workload(_ keys: [String], _ values: Values, _ place: PlacedObject) -> Workload {
        Workload(
            kind: .values, name: keys.isEmpty ? nil : keys.joined(separator: "."), namespace: nil, isOwn: true,
            place: place, component: values.steps + keys.map { .key($0) },
            hasPodAnnotations: keys.reduce(values.root as YAMLNode?) { $0?[$1] }?["podAnnotations"] != nil)
    }
}
