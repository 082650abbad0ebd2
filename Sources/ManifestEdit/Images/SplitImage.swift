import ImageReference

/// An image written as a mapping with its parts under keys of their own.
///
/// Where the parts are is data, so that a Kustomization's entry and Helm's `{repository, tag, digest}` are edited alike.
struct SplitImage: Sendable {
    let mapping: NodePath
    /// The mapping's field, without the part.
    let field: String
    let tagKey: String
    let digestKey: String
    /// The keys that name the repository; a tag is added after the last of them that there is.
    let repositoryKeys: [String]

    /// Reads the tag and the digest.
    ///
    /// A tag may carry its digest, as `v1.2@sha256:…`.
    ///
    /// - Returns: nil if what is there is no tag or no digest, as in a template.
    func reference(_ repository: ImageRepository, in node: YAMLNode) -> ImageReference? {
        var reference = ImageReference(repository: repository)
        if let text = node.writtenText(tagKey) {
            let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard let tag = try? ImageTag(String(parts[0])) else { return nil }
            reference.tag = tag
            if parts.count == 2 {
                guard let digest = try? ImageDigest(String(parts[1])) else { return nil }
                reference.digest = digest
            }
        }
        if let text = node.writtenText(digestKey) {
            guard let digest = try? ImageDigest(text) else { return nil }
            reference.digest = digest
        }
        return reference
    }

    /// The key that stands for the image in messages.
    func mainKey(_ reference: ImageReference) -> String {
        reference.tag == nil && reference.digest != nil ? digestKey : tagKey
    }

    /// Notes what the mapping needs to stand for the image.
    func set(
        _ wanted: PinnedForm, in node: YAMLNode, _ edit: inout TreeEdit
    ) throws(ManifestError) -> [FieldChange] {
        if let merge = node.pairs.first(where: { $0.key.text == "<<" }) {
            throw ManifestError(
                .refused, at: merge.key.position, "\(field) merges another mapping, which may hold a tag or a digest")
        }
        for pair in node.pairs where (repositoryKeys + [tagKey, digestKey]).contains(pair.key.text ?? "") {
            try edit.refuseDuplicates(of: pair.key, in: node)
        }
        var changes: [FieldChange] = []
        if let tag = wanted.tag {
            let carriesDigest = node.writtenText(tagKey)?.contains("@") ?? false
            let digest = carriesDigest ? wanted.digest.map { "@" + $0.text } : nil
            changes += try set(tagKey, to: tag.text + (digest ?? ""), in: node, &edit)
        }
        if let digest = wanted.digest, node.writtenText(digestKey) != nil {
            changes += try set(digestKey, to: digest.text, in: node, &edit)
        }
        return changes
    }

    private func set(
        _ key: String, to text: String, in node: YAMLNode, _ edit: inout TreeEdit
    ) throws(ManifestError) -> [FieldChange] {
        guard let index = node.pairs.firstIndex(where: { $0.key.text == key }) else {
            let last = node.pairs.lastIndex { repositoryKeys.contains($0.key.text ?? "") } ?? 0
            try edit.insert([NewEntry.Field(key: key, value: text)], into: mapping, afterPair: last)
            let line = node.pairs[last].key.position.line
            return [FieldChange(field: field + "." + key, from: nil, to: text, line: line)]
        }
        let value = node.pairs[index].value
        guard !value.isAlready(text) else { return [] }
        try edit.replace(mapping.appending(.value(index)), with: text)
        let from = node.writtenText(key)
        return [FieldChange(field: field + "." + key, from: from, to: text, line: value.position.line)]
    }
}

extension YAMLNode {
    /// The text under a key, if any is written.
    func writtenText(_ key: String) -> String? {
        guard let value = self[key], !value.isNull, let text = value.text, !text.isEmpty else { return nil }
        return text
    }

    /// Whether the value reads as this string. `1.10` without quotes does not: Helm makes 1.1 of it, and Kustomize
    /// refuses any number where it expects a tag.
    func isAlready(_ wanted: String) -> Bool {
        text == wanted && !looksLikeNonString
    }
}
