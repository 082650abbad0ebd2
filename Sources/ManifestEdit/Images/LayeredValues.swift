import ImageReference

/// Helm reads several files of values, one over the other, and the upper ones say only what is different there: in
/// `values-prod.yaml` an image may have a tag alone, whose repository is in `values.yaml` under the same keys.
extension Manifest {
    /// The same files, read together as those of one application: a tag without a repository is the tag of the image that
    /// another file has under the same keys.
    ///
    /// Nothing is different where a file is no file of values, or where others do not agree.
    public static func layered(_ manifests: [Manifest]) -> [Manifest] {
        let values = manifests.indices.filter { manifests[$0].isHelmValues }
        guard values.count > 1 else { return manifests }
        var known: [[String]: ImageRepository] = [:]
        var disputed: Set<[String]> = []
        for (keys, repository) in values.flatMap({ manifests[$0].splitImages }) {
            if let before = known.updateValue(repository, forKey: keys), before != repository { disputed.insert(keys) }
        }
        for keys in disputed { known[keys] = nil }
        guard !known.isEmpty else { return manifests }
        var layered = manifests
        for index in values { layered[index] = layered[index].knowing(known) }
        return layered
    }

    /// Helm values are known by what they lack: a `kind`.
    private var isHelmValues: Bool {
        guard documents.count == 1, let root = documents.first?.root else { return false }
        return root.isMapping && root["kind"] == nil && root["apiVersion"] == nil && kustomization == nil
    }

    /// The images that have their parts apart, by the keys that lead to them.
    private var splitImages: [(keys: [String], repository: ImageRepository)] {
        foundImages.places.compactMap { place in
            guard case .split(let image) = place.form, let mapping = image.keys?.mapping,
                let keys = documents[place.document].root.keys(mapping.steps)
            else { return nil }
            return (keys, place.reference.repository)
        }
    }
}

extension YAMLNode {
    /// The keys on a way; nil if it leads through a list.
    fileprivate func keys(_ steps: [NodePath.Step]) -> [String]? {
        var node = self
        var keys: [String] = []
        for step in steps {
            guard case .value(let index) = step, let key = node.pairs[index].key.text else { return nil }
            keys.append(key)
            node = node.child(step)
        }
        return keys
    }
}
