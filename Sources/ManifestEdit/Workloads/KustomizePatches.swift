/// The patches of one Kustomization, read once.
struct KustomizePatches: Sendable {
    /// The lists that Kustomize has had for them.
    enum List: String, CaseIterable, Sendable {
        // The one that is applied last, and so wins, comes first.
        case json = "patchesJson6902"
        case any = "patches"
        case merge = "patchesStrategicMerge"
    }

    let kustomization: Manifest
    /// The one that wins first.
    let patches: [KustomizePatch]

    /// - Parameter file: the manifest at a path, if it is one of the application's.
    init(of kustomization: Manifest, _ file: (String) -> Manifest?) {
        self.kustomization = kustomization
        guard let index = kustomization.documents.firstIndex(where: { kustomization.isKustomization($0.root) }) else {
            patches = []
            return
        }
        let root = FoundNode(rootOf: kustomization.documents[index], at: index)
        let base = PlacedObject(object: ManifestObject(root), manifest: kustomization)
        patches = List.allCases.flatMap { list in
            (root.node[list.rawValue]?.items ?? []).enumerated().reversed().compactMap { index, entry in
                let field = base.field([.key(list.rawValue), .index(index)])
                return KustomizePatch(entry, at: field, of: list, in: kustomization, file)
            }
        }
    }
}

/// An entry of one of the lists of patches.
struct KustomizePatch: Sendable {
    private enum Content {
        case operations(JSONPatch)
        case documents([MergePatch])
    }

    let list: KustomizePatches.List
    /// As `patches[1] in prod/kustomization.yaml`.
    let label: String
    /// The file in which it is written: the Kustomization, or one beside it.
    let manifest: Manifest
    /// Where the entry is in the Kustomization.
    private let position: YAMLPosition
    private let target: PatchTarget?
    /// The path to the patch's text in the Kustomization; nil if it is a file.
    private let outer: FieldPath?
    /// The patch as a file of its own, or why it cannot be read.
    private let patch: Result<Manifest, ManifestError>
    private let content: Content

    /// - Returns: nil if there is nothing to be read, as where the file is not among the application's.
    init?(
        _ entry: YAMLNode, at field: FieldPath, of list: KustomizePatches.List, in kustomization: Manifest,
        _ file: (String) -> Manifest?
    ) {
        self.list = list
        label = "\(field) in \(kustomization.path)"
        position = entry.position
        target = PatchTarget(entry["target"])
        if let (text, place) = Self.inline(entry, at: field) {
            manifest = kustomization
            outer = place
            patch = Result { () throws(ManifestError) in try Manifest(parsing: Array(text.utf8)) }
        } else if let path = entry.text ?? entry.writtenText("path"),
            let file = file(FilePath.resolve(path, besides: kustomization.path))
        {
            manifest = file
            outer = nil
            patch = .success(file)
        } else {
            return nil
        }
        content = Self.content(of: try? patch.get())
    }

    /// A patch that is written in the entry.
    private static func inline(_ entry: YAMLNode, at field: FieldPath) -> (text: String, field: FieldPath)? {
        guard let text = entry.text else {
            return entry.writtenText("patch").map { ($0, field.appending(.key("patch"))) }
        }
        return text.contains("\n") || text.hasPrefix("{") ? (text, field) : nil
    }

    private static func content(of patch: Manifest?) -> Content {
        guard let patch else { return .documents([]) }
        let objects = patch.objects
        if let operations = objects.first?.root.node, operations.isSequence {
            return .operations(JSONPatch(operations: operations.items))
        }
        let paths = ObjectPaths(of: objects)
        return .documents(objects.map { MergePatch(object: $0, path: paths.path(to: $0)) })
    }
}

/// What a patch makes of a field.
struct PatchedField {
    let patch: KustomizePatch
    /// The value that it sets; nil if it takes the field away.
    let reading: FieldReading?
    /// Whether the value can be changed for this object alone.
    let canBeSet: Bool
}

extension KustomizePatch {
    /// What the patch makes of a field of an object; nil if it has nothing to do with it.
    ///
    /// - Throws: ``ManifestError`` of code `refused` that names the patch, if that is open.
    func patched(_ steps: [FieldPath.Step], of object: KustomizedObject) throws(ManifestError) -> PatchedField? {
        func open(_ reason: String) -> ManifestError {
            let field = "\(FieldPath(steps: steps)) of \(object.object.label)"
            return ManifestError(.refused, at: position, "it is open what \(label) makes of \(field): \(reason)")
        }
        var doubt: String?
        switch target?.matches(object) {
        case .no: return nil
        case .open(let reason): doubt = reason
        case .yes, nil: break
        }
        let patch: Manifest
        do {
            patch = try self.patch.get()
        } catch {
            throw open("it cannot be read: \(error)")
        }
        for effect in effects(on: steps, of: object) {
            let patched: PatchedField?
            do {
                patched = try self.patched(effect, in: patch)
            } catch {
                throw open(outer == nil ? "\(manifest.path): \(error)" : error.reason)
            }
            guard let patched else { continue }
            if let doubt { throw open(doubt) }
            return patched
        }
        return nil
    }

    /// What its documents or operations do; the first one counts that does anything.
    private func effects(on steps: [FieldPath.Step], of object: KustomizedObject) -> [PatchEffect] {
        switch content {
        case .operations(let patch):
            // Kustomize wants a target for them.
            return target == nil ? [] : [patch.effect(on: steps, of: object.object)]
        case .documents(let documents):
            let mergesLists = object.object.kind.flatMap(Workload.Kind.init)?.isBuiltIn ?? false
            return documents.reversed().filter { target != nil || $0.isFor(object) }
                .map { $0.effect(on: steps, mergesLists: mergesLists) }
        }
    }

    private func patched(_ effect: PatchEffect, in patch: Manifest) throws(ManifestError) -> PatchedField? {
        let removed = PatchedField(patch: self, reading: nil, canBeSet: false)
        switch effect {
        case .none: return nil
        case .removed: return removed
        case .open(let reason): throw ManifestError(.refused, reason)
        case .at(let inner, let elseRemoved):
            guard let reading = try patch.value(at: inner) else { return elseRemoved ? removed : nil }
            let field = outer?.appending(inner) ?? inner
            // What is read is known. A text that cannot be changed where it is only needs a patch after it.
            let place = try? manifest.value(at: field)
            return PatchedField(
                patch: self,
                reading: place
                    ?? FieldReading(field: field, text: reading.text, value: reading.value, position: position),
                canBeSet: place != nil && target?.isForOneObject ?? true)
        }
    }
}
