public import ImageReference

extension Manifest {
    /// The places that name an image of a repository, in the order of ``allImages()``.
    public func images(of repository: ImageRepository) -> [ImagePlace] {
        allImages().filter { $0.reference.repository == repository }
    }

    /// Sets the tag, the digest or both wherever the file names the image, in the form that each place has.
    ///
    /// - Returns: the file as it was, with no changes, if all is so already or the image is not there.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func setting(_ wanted: WantedImage) throws(ManifestError) -> EditedFile {
        var edit = ImageEdit(of: self, to: .wanted(wanted))
        try edit.run()
        return EditedFile(manifest: try edit.tree.finish(), changes: edit.changes)
    }
}

/// The edit of all places of one image in a file.
struct ImageEdit {
    private let target: ImageTarget
    private let places: [ImagePlace]
    private let embedded: [EmbeddedManifest]
    private(set) var tree: TreeEdit
    private(set) var changes: [FieldChange] = []
    private let placesOfDocument: [Int: [ImagePlace]]
    private var usesOfDocument: [Int: ImageUses] = [:]
    /// What was written so far, since several places may share a value.
    private var written: [NodePath: String] = [:]

    init(of manifest: Manifest, to target: ImageTarget) {
        let found = manifest.foundImages
        places = found.places.filter { $0.reference.repository == target.repository }
        placesOfDocument = Dictionary(grouping: places, by: \.document)
        embedded = found.embedded
        self.target = target
        tree = TreeEdit(manifest)
    }

    mutating func run() throws(ManifestError) {
        for place in places {
            let form = try target.form(for: place)
            switch place.form {
            case .whole(let path, let prefix): try set(path, prefix: prefix, to: form, place)
            case .split(let image): try set(image, to: form, place)
            case .embedded: continue
            }
        }
        for text in embedded { try set(inside: text) }
    }

    private mutating func set(
        _ path: NodePath, prefix: String, to form: PinnedForm, _ place: ImagePlace
    ) throws(ManifestError) {
        var reference = place.reference
        reference.tag = form.tag
        reference.digest = form.digest
        try set(
            path, to: prefix + reference.description, isFreeOfContext: place.kind != .kustomizeEntry,
            FieldChange(
                field: place.field, from: place.reference.description, to: reference.description, line: place.line))
    }

    private mutating func set(
        _ image: SplitImage, to form: PinnedForm, _ place: ImagePlace
    ) throws(ManifestError) {
        let document = tree.documents[place.document]
        try checkKeys(of: image, document)
        let values =
            form.isPrescribed
            ? try image.prescribedValues(form, isKustomization: place.kind == .kustomizeEntry, in: document)
            : image.values(form, in: document)
        try add(values.filter { $0.part.value == nil }, to: image)
        for (part, text) in values {
            guard let value = part.value else {
                changes.append(
                    FieldChange(field: part.field, from: nil, to: text, line: image.repositoryPosition.line))
                continue
            }
            let node = document.root.descendant(value.steps)
            try set(
                value, to: text, isFreeOfContext: image.isFreeOfContext,
                FieldChange(field: part.field, from: node.writtenText, to: text, line: node.position.line))
        }
    }

    /// Sets one value, at its anchor if it is an alias.
    private mutating func set(
        _ path: NodePath, to text: String, isFreeOfContext: Bool, _ change: FieldChange
    ) throws(ManifestError) {
        let root = tree.documents[path.document].root
        guard !root.descendant(path.steps).isAlready(text) else { return }
        guard isFreeOfContext else {
            try tree.replace(path, with: text)
            return changes.append(change)
        }
        let uses = uses(in: path.document)
        let target = uses.resolved(path)
        // Another place has the same anchor, and all of them are set to the same.
        guard written[target] != text else { return }
        try uses.check(target)
        try tree.replace(target, with: text, sharing: .meant)
        written[target] = text
        changes.append(change)
    }

    private mutating func uses(in document: Int) -> ImageUses {
        if let uses = usesOfDocument[document] { return uses }
        let uses = ImageUses(
            of: placesOfDocument[document] ?? [], in: tree.documents[document], at: document)
        usesOfDocument[document] = uses
        return uses
    }

    /// Adds the parts that are not there yet.
    private mutating func add(
        _ values: [(part: SplitImage.Part, text: String)], to image: SplitImage
    ) throws(ManifestError) {
        guard !values.isEmpty else { return }
        switch image.addition {
        case .pair(let mapping, let index, let tagKey):
            for (part, text) in values {
                let key = part.field == image.digest.field ? "digest" : tagKey
                try tree.add(key, .string(text), to: mapping, afterPair: index)
            }
        case .parameter(let list, let name):
            for (_, text) in values {
                try tree.add(item: .mapping([("name", .string(name)), ("value", .string(text))]), to: list)
            }
        }
    }

    /// Refuses what leaves open which of two values counts.
    private func checkKeys(of image: SplitImage, _ document: YAMLDocument) throws(ManifestError) {
        guard let keys = image.keys else {
            guard case .parameter(let list, _) = image.addition else { return }
            return try checkParameters(document.root.descendant(list.steps).items)
        }
        let mapping = document.root.descendant(keys.mapping.steps)
        if !image.isFreeOfContext, let merge = mapping.pairs.first(where: { $0.key.text == "<<" }) {
            throw ManifestError(
                .refused, at: merge.key.position, "the entry merges another mapping, which may hold a tag or a digest")
        }
        for pair in mapping.pairs where pair.key.text.map(keys.names.contains) ?? false {
            try tree.refuseDuplicates(of: pair.key, in: mapping)
        }
    }

    private func checkParameters(_ items: [YAMLNode]) throws(ManifestError) {
        var lines: [String: Int] = [:]
        for item in items {
            guard let name = item["name"]?.text else { continue }
            if let line = lines.updateValue(item.position.line, forKey: name) {
                throw ManifestError(.refused, at: item.position, "the parameter '\(name)' is also on line \(line)")
            }
        }
    }

    // MARK: YAML within YAML

    private mutating func set(inside text: EmbeddedManifest) throws(ManifestError) {
        var inner = ImageEdit(of: text.manifest, to: target)
        let result: Manifest
        do throws(ManifestError) {
            try inner.run()
            result = try inner.tree.finish()
        } catch {
            let place = error.line.map { text.position(line: $0, column: error.column ?? 1) }
            throw ManifestError(error.code, at: place ?? text.position, error.reason)
        }
        guard !inner.changes.isEmpty else { return }
        _ = try tree.target(text.path)
        var pieces: [(range: Range<Int>, replacement: String)] = []
        for splice in inner.tree.ordered {
            guard let source = text.source, let range = source.range(of: splice.range),
                let replacement = source.written(String(decoding: splice.replacement, as: UTF8.self))
            else {
                throw ManifestError(
                    .refused, at: text.position,
                    "\(text.field) is written in a way that its values cannot be changed one by one: "
                        + "write it as a block after '|'")
            }
            pieces.append((range, replacement))
        }
        let scalar = YAMLScalar(text: String(decoding: result.bytes, as: UTF8.self), style: text.style)
        tree.record(pieces, at: text.position, text.path, .replace(with: .scalar(scalar)))
        changes += inner.changes.map { change in
            FieldChange(
                field: text.field + "." + change.field, from: change.from, to: change.to,
                line: text.position(line: change.line, column: 1).line)
        }
    }
}
