import ImageReference

/// An image whose repository, tag and digest are values of their own.
///
/// Where they are is data, so that a Kustomization's entry, Helm's `{repository, tag, digest}` and Argo CD's list of
/// parameters are edited alike.
struct SplitImage: Sendable {
    /// One part.
    struct Part: Sendable {
        /// As people write it.
        let field: String
        /// The value; an alias is not followed. `nil` if there is none yet.
        let value: NodePath?
        /// Whether the value is another mapping's, which is merged into the image's.
        var isMerged = false
    }

    /// How a tag comes in where there is none.
    enum Addition: Sendable {
        /// As a pair of the mapping, after the pair with this index.
        case pair(in: NodePath, after: Int, key: String)
        /// As an item of a list of `{name: …, value: …}`.
        case parameter(in: NodePath, name: String)
    }

    let repositoryPosition: YAMLPosition
    let tag: Part
    let digest: Part
    /// What stands before the digest's value in a digest, where only the digits are written: `sha256:`.
    let digestPrefix: String
    let addition: Addition
    /// The mapping that has the parts, and the keys that may stand in it once only.
    let keys: (mapping: NodePath, names: Set<String>)?
    /// Whether the image is the same wherever an alias puts the mapping.
    let isFreeOfContext: Bool

    /// Reads the image.
    ///
    /// A tag may carry its digest, as `v1.2@sha256:…`.
    ///
    /// - Returns: nil if what is there is no tag or no digest, as in a template.
    func reference(_ repository: ImageRepository, in document: YAMLDocument) -> ImageReference? {
        var reference = ImageReference(repository: repository)
        if let text = Self.text(tag, document) {
            let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard let tag = try? ImageTag(String(parts[0])) else { return nil }
            reference.tag = tag
            if parts.count == 2 {
                guard let digest = try? ImageDigest(String(parts[1])) else { return nil }
                reference.digest = digest
            }
        }
        if let text = Self.text(digest, document) {
            guard let digest = try? ImageDigest(digestPrefix + text) else { return nil }
            reference.digest = digest
        }
        return reference
    }

    /// The text of a part, if any is written.
    static func text(_ part: Part, _ document: YAMLDocument) -> String? {
        part.value.flatMap { document.root.descendant($0.steps).writtenText }
    }

    /// The part that stands for the image in messages.
    func mainPart(_ reference: ImageReference) -> Part {
        reference.tag == nil && reference.digest != nil ? digest : tag
    }

    /// The values that the parts get, in the order in which they are changed.
    func values(_ wanted: PinnedForm, in document: YAMLDocument) -> [(part: Part, text: String)] {
        var values: [(part: Part, text: String)] = []
        if let tag = wanted.tag {
            let carriesDigest = Self.text(self.tag, document)?.contains("@") ?? false
            let digest = carriesDigest ? wanted.digest.map { "@" + $0.text } : nil
            values.append((self.tag, tag.text + (digest ?? "")))
        }
        if let digest = wanted.digest, Self.text(self.digest, document) != nil {
            values.append((self.digest, String(digest.text.dropFirst(digestPrefix.count))))
        }
        return values
    }
}

extension YAMLNode {
    /// The text of a scalar, if any is written.
    var writtenText: String? {
        guard !isNull, let line = scalar?.line, !line.isEmpty else { return nil }
        return String(line)
    }

    /// The text under a key, if any is written.
    func writtenText(_ key: String) -> String? { self[key]?.writtenText }

    /// Whether the value reads as this string. `1.10` without quotes does not: Helm makes 1.1 of it, and Kustomize
    /// refuses any number where it expects a tag.
    func isAlready(_ wanted: String) -> Bool {
        guard let scalar else { return false }
        return scalar.line == wanted && !looksLikeNonString
    }
}

extension YAMLScalar {
    /// The text without the line breaks at its end, which a block scalar has and no one means.
    var line: Substring {
        var line = text[...]
        while isBlock, line.last?.isNewline ?? false { line = line.dropLast() }
        return line
    }
}
