/// What an object is called where a Kustomization patches it.
struct KustomizedObject {
    let object: ManifestObject
    /// Its name in its manifest, then after each Kustomization that it has come through.
    let names: [String]
    /// Its namespaces likewise.
    let namespaces: [String]
    /// Whether these are all and in order; if not, they are those that it may have.
    let isKnown: Bool
    /// Its labels; nil if they are not known.
    let labels: [String: String]?
    /// Its annotations; nil if they are not known.
    let annotations: [String: String]?

    /// Kustomize looks for the targets of patches by what is in the manifest and by what is now, and not between.
    func targeted(_ stages: [String]) -> [String] {
        isKnown ? [stages.first, stages.last].compactMap { $0 } : stages
    }
}

extension WorkloadManifests {
    /// What an object is called where a Kustomization patches it: before that adds something of its own.
    func kustomized(_ place: PlacedObject, in kustomization: Manifest) -> KustomizedObject {
        let way = tree.way(of: place.manifest.path, to: kustomization)
        var names = [place.object.name ?? ""]
        // What Kubernetes takes where nothing is written, and Kustomize too.
        var namespaces = [place.object.namespace ?? "default"]
        let metadata = place.object.root.node["metadata"]
        var labels = [metadata?["labels"]]
        var annotations = [metadata?["annotations"]]
        for inner in way ?? allKustomizations {
            guard let root = inner.kustomizationRoot else { continue }
            names.append(Affix(of: root).around(names[names.count - 1]))
            if let namespace = root.writtenText("namespace"), !namespace.isEmpty { namespaces.append(namespace) }
            labels += (root["labels"]?.items ?? []).map { $0["pairs"] } + [root["commonLabels"]]
            annotations.append(root["commonAnnotations"])
        }
        return KustomizedObject(
            object: place.object, names: way == nil ? self.names(of: names[0]).sorted() : names,
            namespaces: namespaces, isKnown: way != nil, labels: way == nil ? nil : Self.texts(labels),
            annotations: way == nil ? nil : Self.texts(annotations))
    }

    /// The texts of mappings, of which a later one wins; nil if one of them draws in what is written elsewhere.
    private static func texts(_ mappings: [YAMLNode?]) -> [String: String]? {
        var texts: [String: String] = [:]
        for mapping in mappings.compactMap({ $0 }) {
            if case .alias = mapping.kind { return nil }
            for pair in mapping.pairs {
                guard let key = pair.key.text, key != "<<", let text = pair.value.text else { return nil }
                texts[key] = text
            }
        }
        return texts
    }
}

/// What a Kustomization puts before and after the names of its objects.
struct Affix {
    private let prefix: String
    private let suffix: String

    init(of kustomization: YAMLNode) {
        prefix = kustomization.writtenText("namePrefix") ?? ""
        suffix = kustomization.writtenText("nameSuffix") ?? ""
    }

    var isEmpty: Bool { prefix.isEmpty && suffix.isEmpty }

    func around(_ name: String) -> String { prefix + name + suffix }
}
