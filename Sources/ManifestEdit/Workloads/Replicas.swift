/// How many replicas a workload is to have, as far as its manifests say.
public struct Scale: Sendable {
    /// The number of replicas; with an autoscaler, the least.
    public let count: Int
    /// Where the number is written; nil where nothing is, so that a default holds.
    public let field: FieldPath?
    /// The file in which it is written.
    public let path: String?
    /// What owns the number, if anything does.
    public let autoscaler: Autoscaler?
}

extension WorkloadManifests {
    /// The number of replicas in effect: the autoscaler's minimum, else the entry of the Kustomization, else of a patch,
    /// else of the workload's manifest, else 1.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the kind has no replicas, or if what is written is no number.
    public func scale(of workload: Workload) throws(ManifestError) -> Scale {
        guard Workload.Kind.scalable.contains(workload.kind) else {
            throw ManifestError(.refused, "\(workload.label) has no number of replicas to set")
        }
        if let autoscaler = try autoscaler(of: workload) {
            let steps = autoscaler.component + autoscaler.kind.minimum
            let found = try value(of: steps, in: autoscaler.place)
            return Scale(count: autoscaler.minimum, field: found?.field, path: autoscaler.path, autoscaler: autoscaler)
        }
        guard let (path, found) = try replicas(of: workload), found.value != .null else {
            return Scale(count: 1, field: nil, path: nil, autoscaler: nil)
        }
        guard let count = Int(found.text), count >= 0 else {
            throw ManifestError(.refused, at: found.position, "\(found.field) in \(path) is no number of replicas")
        }
        return Scale(count: count, field: found.field, path: path, autoscaler: nil)
    }

    /// Sets the number of replicas, or the minimum of the autoscaler that owns the workload.
    ///
    /// In a Kustomization the number is its entry of `replicas`, which is added where the workload is drawn in from
    /// elsewhere. A Rollout, which such an entry does not reach, gets a patch, and so does a workload whose name another
    /// one has.
    ///
    /// - Parameter raisingMaximum: whether the autoscaler's maximum is raised to the number if it is lower.
    /// - Returns: an edit for each file that is to change; none if all is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`.
    public func scaling(
        _ workload: Workload, to count: Int, raisingMaximum: Bool = false
    ) throws(ManifestError) -> [EditedFields] {
        guard count >= 0 else { throw ManifestError(.refused, "\(count) is no number of replicas") }
        let scale = try scale(of: workload)
        if scale.count == count { return [] }
        if let autoscaler = scale.autoscaler {
            let maximum = raisingMaximum && count > autoscaler.maximum ? count : nil
            return try setting(autoscaler, minimum: count, maximum: maximum)
        }
        let steps = replicasSteps(of: workload)
        if let (kustomization, field) = try decidingEntry(of: workload, steps) {
            if let other = namesake(of: workload) {
                throw ManifestError(.refused, "\(field) in \(kustomization.path) is for \(other.label) too")
            }
            return [try kustomization.setting(field, to: .int(count))].filter { !$0.changes.isEmpty }
        }
        if try existingPlace(of: steps, in: workload.place, isOwn: workload.isOwn) == nil,
            let kustomization = kustomizations.first, let name = workload.name, workload.kind.isScaledByKustomize,
            namesake(of: workload) == nil
        {
            let field = try kustomization.kustomizationField([
                .key("replicas"), .item(key: "name", value: name), .key("count"),
            ])
            return [try kustomization.setting(field, to: .int(count))].filter { !$0.changes.isEmpty }
        }
        return try setting(
            [FieldAssignment(steps: steps, value: .int(count))], of: workload.place, isOwn: workload.isOwn)
    }

    /// The entry of `replicas` that is in effect: one that comes before a patch of an outer Kustomization is not.
    private func decidingEntry(
        of workload: Workload, _ steps: [FieldPath.Step]
    ) throws(ManifestError) -> (Manifest, FieldPath)? {
        for kustomization in kustomizations {
            if let entry = replicasEntry(of: workload, in: kustomization) { return entry }
            if try patched(steps, of: workload.place, in: kustomization) != nil { return nil }
        }
        return nil
    }

    /// Another workload that an entry of `replicas` would be for too, since that goes by the name alone.
    private func namesake(of workload: Workload) -> Workload? {
        workloads.first { other in
            other.kind.isScaledByKustomize && other.name == workload.name
                && (other.kind != workload.kind || other.namespace != workload.namespace)
        }
    }

    private func replicasSteps(of workload: Workload) -> [FieldPath.Step] {
        workload.kind == .values
            ? workload.component + [.key("replicaCount")] : [.key("spec"), .key("replicas")]
    }

    private func replicas(of workload: Workload) throws(ManifestError) -> (path: String, value: FieldReading)? {
        // Kustomize sets its replicas after all patches, the outermost Kustomization last.
        for kustomization in allKustomizations {
            if let (manifest, field) = replicasEntry(of: workload, in: kustomization),
                let found = try manifest.value(at: field)
            {
                return (manifest.path, found)
            }
            if let patched = try patched(replicasSteps(of: workload), of: workload.place, in: kustomization) {
                return patched.reading.map { (patched.patch.manifest.path, $0) }
            }
        }
        let place = workload.place
        return try place.manifest.value(at: place.field(replicasSteps(of: workload))).map { (place.manifest.path, $0) }
    }

    /// The entry of a Kustomization's `replicas` that is for a workload.
    private func replicasEntry(of workload: Workload, in kustomization: Manifest) -> (Manifest, FieldPath)? {
        guard workload.kind.isScaledByKustomize, let name = workload.name, let root = kustomization.kustomizationRoot
        else { return nil }
        let names = names(of: name)
        for entry in root["replicas"]?.items ?? [] {
            guard let entryName = entry.writtenText("name"), names.contains(entryName) else { continue }
            let steps: [FieldPath.Step] = [.key("replicas"), .item(key: "name", value: entryName), .key("count")]
            if let field = try? kustomization.kustomizationField(steps) { return (kustomization, field) }
        }
        return nil
    }
}

extension Manifest {
    /// The path to a field of the document that is a Kustomization.
    func kustomizationField(_ steps: [FieldPath.Step]) throws(ManifestError) -> FieldPath {
        guard let index = documents.firstIndex(where: { isKustomization($0.root) }) else {
            throw ManifestError(.refused, "the file is not a Kustomization")
        }
        let root = FoundNode(rootOf: documents[index], at: index)
        return PlacedObject(object: ManifestObject(root), manifest: self).field(steps)
    }
}
