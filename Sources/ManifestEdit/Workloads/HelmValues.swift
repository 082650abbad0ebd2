/// Helm values, by the keys that `helm create` writes and most charts follow.
enum HelmValues {
    /// How deep components are looked for, below the root.
    private static let deepest = 3

    /// The parts of a values file that stand for a workload: the mappings with `replicaCount`, or if there are none,
    /// those with `resources`.
    static func workloads(in manifest: Manifest) -> [Workload] {
        let objects = manifest.objects
        guard objects.count == 1, let object = objects.first, object.kind == nil, object.root.node.isMapping,
            !isChart(object.root.node), manifest.kustomization == nil
        else { return [] }
        let place = PlacedObject(object: object, manifest: manifest)
        for key in ["replicaCount", "resources"] {
            let found = components(with: key, in: object.root.node, [])
            guard found.isEmpty else { return found.map { workload($0, place) } }
        }
        return []
    }

    private static func isChart(_ root: YAMLNode) -> Bool { root["apiVersion"] != nil && root["name"] != nil }

    private static func components(with key: String, in node: YAMLNode, _ keys: [String]) -> [[String]] {
        let here = node[key] == nil ? [] : [keys]
        guard keys.count < deepest else { return here }
        return here
            + node.pairs.flatMap { pair in
                pair.key.text.map { components(with: key, in: pair.value, keys + [$0]) } ?? []
            }
    }

    private static func workload(_ keys: [String], _ place: PlacedObject) -> Workload {
        Workload(
            kind: .values, name: keys.isEmpty ? nil : keys.joined(separator: "."), namespace: nil, isOwn: true,
            place: place, component: keys.map { .key($0) })
    }
}
