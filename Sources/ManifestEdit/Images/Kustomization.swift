/// What a Kustomization draws in, as it is written: paths relative to its directory, or addresses.
public struct Kustomization: Sendable {
    /// A path or address with its place in the file.
    public struct Mention: Sendable, Hashable {
        /// The path or address.
        public let path: String
        /// Where it is written.
        public let position: YAMLPosition
    }

    /// The entries of `resources`.
    public let resources: [Mention]
    /// The entries of `bases`, which older files have.
    public let bases: [Mention]
    /// The entries of `components`.
    public let components: [Mention]
    /// The files of `patches`, `patchesStrategicMerge` and `patchesJson6902`; patches written inline are not here.
    public let patches: [Mention]
    /// The files of values in `helmCharts`.
    public let helmValues: [Mention]

    init(_ root: YAMLNode) {
        resources = Self.mentions(root["resources"]?.items)
        bases = Self.mentions(root["bases"]?.items)
        components = Self.mentions(root["components"]?.items)
        let entries = ["patches", "patchesJson6902"].flatMap { root[$0]?.items ?? [] }
        patches =
            Self.mentions(entries.compactMap { $0["path"] }) + Self.mentions(root["patchesStrategicMerge"]?.items)
        let charts = root["helmCharts"]?.items ?? []
        helmValues = Self.mentions(
            charts.compactMap { $0["valuesFile"] } + charts.flatMap { $0["additionalValuesFiles"]?.items ?? [] })
    }

    /// Passes over what is no path: a patch written inline has several lines, or is a mapping in JSON.
    private static func mentions(_ nodes: [YAMLNode]?) -> [Mention] {
        (nodes ?? []).compactMap { node in
            guard let text = node.text, !node.isNull, !text.isEmpty, !text.contains("\n"), !text.hasPrefix("{")
            else { return nil }
            return Mention(path: text, position: node.position)
        }
    }
}

extension Manifest {
    /// The names that Kustomize looks for.
    private static let kustomizationNames: Set<Substring> = [
        "kustomization.yaml", "kustomization.yml", "Kustomization",
    ]

    /// What the file draws in, if it is a Kustomization or a Component of Kustomize.
    public var kustomization: Kustomization? {
        documents.first { isKustomization($0.root) }.map { Kustomization($0.root) }
    }

    /// By its kind, or by the file's name where it says none. Flux has a kind of that name too, in another group.
    func isKustomization(_ root: YAMLNode) -> Bool {
        guard root.isMapping else { return false }
        let group = root["apiVersion"]?.text ?? "kustomize.config.k8s.io/"
        guard let kind = root["kind"]?.text else {
            return Self.kustomizationNames.contains(path.split(separator: "/").last ?? "")
        }
        return (kind == "Kustomization" || kind == "Component") && group.hasPrefix("kustomize.config.k8s.io/")
    }
}
