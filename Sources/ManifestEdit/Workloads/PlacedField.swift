extension WorkloadManifests {
    /// A field of an object as it is in effect: by the patches of the Kustomizations, else by its own manifest.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if it is open which value is meant.
    func value(of steps: [FieldPath.Step], in place: PlacedObject) throws(ManifestError) -> FieldReading? {
        for kustomization in allKustomizations {
            if let patched = try patched(steps, of: place, in: kustomization) { return patched.reading }
        }
        return try place.manifest.value(at: place.field(steps))
    }

    /// Sets fields of an object where the application may: in a patch of its own that sets the field already, else in
    /// the object's manifest, else by a new patch in its Kustomization.
    ///
    /// - Returns: an edit for each file that is to change; none if all is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`.
    func setting(
        _ values: [FieldAssignment], of place: PlacedObject, isOwn: Bool
    ) throws(ManifestError) -> [EditedFields] {
        var edits: [EditedFields] = []
        var unplaced: [FieldAssignment] = []
        for assignment in values {
            // What is so already in a base is not written down once more.
            let current = try value(of: assignment.steps, in: place)?.text
            if current == assignment.value.text { continue }
            guard let (manifest, field) = try existingPlace(of: assignment.steps, in: place, isOwn: isOwn) else {
                unplaced.append(FieldAssignment(steps: assignment.steps, value: assignment.value, inherited: current))
                continue
            }
            try edits.edit(manifest) { manifest throws(ManifestError) in
                try manifest.setting(field, to: assignment.value)
            }
        }
        if !unplaced.isEmpty {
            guard let kustomization = kustomizations.first else {
                throw ManifestError(
                    .refused,
                    "\(place.object.label) is in \(place.manifest.path), outside of the application's directory")
            }
            for assignment in unplaced { try refuseIfOverridden(assignment.steps, of: place, in: kustomization) }
            try edits.edit(kustomization) { manifest throws(ManifestError) in
                try manifest.addingPatch(for: place.object, unplaced)
            }
        }
        return edits.filter { !$0.changes.isEmpty }
    }

    /// Where a field can be set without a new patch; nil if a patch that is not to be changed would win.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if it is open what a patch makes of the field.
    func existingPlace(
        of steps: [FieldPath.Step], in place: PlacedObject, isOwn: Bool
    ) throws(ManifestError) -> (Manifest, FieldPath)? {
        for kustomization in kustomizations {
            guard let patched = try patched(steps, of: place, in: kustomization) else { continue }
            guard patched.canBeSet, isOwnFile(patched.patch.manifest), let reading = patched.reading else { return nil }
            return (patched.patch.manifest, reading.field)
        }
        return isOwn ? (place.manifest, place.field(steps)) : nil
    }

    /// Refuses a new patch where it would come before one that is not to be changed.
    private func refuseIfOverridden(
        _ steps: [FieldPath.Step], of place: PlacedObject, in kustomization: Manifest
    ) throws(ManifestError) {
        guard let patched = try patched(steps, of: place, in: kustomization), patched.patch.list == .json else {
            return
        }
        throw ManifestError(
            .refused,
            "\(patched.patch.label) decides on \(FieldPath(steps: steps)) of \(place.object.label) for other objects too"
        )
    }

    /// What the patches of a Kustomization make of a field: the one that wins does.
    ///
    /// - Returns: nil if none has to do with it.
    /// - Throws: ``ManifestError`` of code `refused` if it is open what one of them makes of it, or for which objects.
    func patched(
        _ steps: [FieldPath.Step], of place: PlacedObject, in kustomization: Manifest
    ) throws(ManifestError) -> PatchedField? {
        guard let patches = patches[kustomization.path]?.patches, !patches.isEmpty else { return nil }
        let object = kustomized(place, in: kustomization)
        for patch in patches {
            if let patched = try patch.patched(steps, of: object) { return patched }
        }
        return nil
    }

    private func isOwnFile(_ manifest: Manifest) -> Bool { own.contains { $0.path == manifest.path } }
}

extension Manifest {
    /// Adds an entry to a Kustomization's `patches`: a strategic merge patch, written inline.
    fileprivate func addingPatch(
        for object: ManifestObject, _ values: [FieldAssignment]
    ) throws(ManifestError) -> EditedFields {
        let kind = object.kind.flatMap(Workload.Kind.init)
        guard kind?.isBuiltIn ?? false || values.allSatisfy({ $0.steps.allSatisfy(\.isKey) }) else {
            // A merge patch replaces the lists of kinds of which Kustomize has no schema.
            throw ManifestError(
                .refused, "a patch of \(object.label) would replace a whole list, so change it where it is written")
        }
        guard let index = documents.firstIndex(where: { isKustomization($0.root) }), let name = object.name else {
            throw ManifestError(.refused, "there is no Kustomization to patch \(object.label) in")
        }
        let text = try Self.patch(for: object, name, values)
        let item = NewValue.mapping([("patch", .scalar(.lines(text)))])
        let root = FoundNode(rootOf: documents[index], at: index)
        let list = root.values("patches").first
        var edit = TreeEdit(self)
        var emptied: FormerText?
        if let list {
            if list.node.items.isEmpty { emptied = edit.formerText(of: list.node) }
            try edit.add(item: item, to: list.path)
        } else {
            try edit.add("patches", .list([item]), to: root.path)
        }
        let patches = try kustomizationField([.key("patches")])
        let patch = patches.appending(.index(list?.node.items.count ?? 0), .key("patch"))
        let former = FieldInverse.Former.absent(kept: patches.steps.count - (list == nil ? 1 : 0), emptied: emptied)
        var edited = EditedFields(try edit.finish())
        for assignment in values {
            let field = FieldPath(document: patch.document, steps: patch.steps + assignment.steps)
            edited.changes.append(
                FieldChange(
                    field: field.description, from: nil, to: assignment.value.text,
                    line: (list?.node ?? root.node).position.line, inherited: assignment.inherited))
            edited.inverses.append(FieldInverse(field, former))
        }
        return edited
    }

    private static func patch(
        for object: ManifestObject, _ name: String, _ values: [FieldAssignment]
    ) throws(ManifestError) -> String {
        var lines: [String] = []
        if let version = object.root.node.writtenText("apiVersion") {
            lines.append("apiVersion: " + YAMLScalar.written(version))
        }
        lines += ["kind: " + YAMLScalar.written(object.kind ?? ""), "metadata:", "  name: " + YAMLScalar.written(name)]
        if let namespace = object.namespace { lines.append("  namespace: " + YAMLScalar.written(namespace)) }
        var patch = EditedFields(try Manifest(parsing: Array(lines.joined(separator: "\n").utf8)))
        for assignment in values {
            try patch.then { manifest throws(ManifestError) in
                try manifest.setting(FieldPath(steps: assignment.steps), to: assignment.value)
            }
        }
        return String(decoding: patch.bytes, as: UTF8.self)
    }
}

/// A field of an object and the value that it is to have.
struct FieldAssignment {
    let steps: [FieldPath.Step]
    let value: FieldValue
    /// The value in effect before, where it is written in a file that is not to be changed.
    var inherited: String?
}

extension [EditedFields] {
    /// Edits a file, on top of what was edited in it before.
    fileprivate mutating func edit(
        _ manifest: Manifest, _ body: (Manifest) throws(ManifestError) -> EditedFields
    ) throws(ManifestError) {
        if let index = firstIndex(where: { $0.manifest.path == manifest.path }) {
            try self[index].then(body)
        } else {
            append(try body(manifest))
        }
    }
}

extension FieldPath.Step {
    /// Whether the step leads to a key and not to an item of a list.
    var isKey: Bool {
        if case .key = self { true } else { false }
    }
}
