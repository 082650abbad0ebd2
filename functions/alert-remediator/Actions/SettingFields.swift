import GitOps
import ManifestEdit
import RemoteGit

extension ActionPlan {
    /// Sets a field of a file of the plan's application.
    ///
    /// - Returns: the edits, and what is said of them.
    func set(_ setting: Action.Setting) throws(Refused) -> (ApplicationEdits, text: String?) {
        guard let file = subject.filled(setting.file) else {
            throw .reason("the alert has no label for a placeholder of the file \(setting.file.text)")
        }
        var edited = EditedManifests(of: subject.application, files: files, in: snapshot)
        let before = try edited.current(file)?.manifest
        let now = try edited.reading(of: setting.field, in: file)
        let (value, limit) = try limited(setting, now: now?.text)
        try edited.set(setting.field, of: file, to: value)
        var place = ApplicationEdits(application: subject.application, edits: edited.edits)
        if place.edits.isEmpty, let now, let path = try edited.current(file)?.path, value != nil {
            place.claims = [ValueChange(path: path, field: "\(now.field)", from: now.text, to: now.text)]
        }
        if let before, let after = try edited.current(file)?.manifest { try checkHolds(before, after) }
        let changes = place.edits.flatMap(\.changes)
        guard !changes.isEmpty else { return (place, limit) }
        return (place, [Prose.text(changes), limit].compactMap(\.self).joined(separator: ", "))
    }

    /// The value that a field is to have; of a number of replicas, one between the limits, and the words for that.
    private func limited(_ setting: Action.Setting, now: String?) throws(Refused) -> (FieldValue?, String?) {
        guard ReplicaField.isCount(setting.field) else { return (setting.fieldValue, nil) }
        let bounds = bounds(ReplicaRange(), "of the step", nil)
        guard let value = setting.value else {
            guard bounds.range == ReplicaRange() else {
                throw .reason("\(setting.field) has limits, and so it cannot be removed")
            }
            return (nil, nil)
        }
        guard let wanted = Int(value) else {
            throw .reason("\(setting.field) is a number of replicas, and \(value) is none")
        }
        let count = bounds.range.clamp(wanted)
        guard count != wanted, now != value else { return (.int(wanted), nil) }
        let limit = wanted > count ? bounds.upper : bounds.lower
        // A limit may stop a change, and never turns it round.
        if let current = now.flatMap({ Int($0) }), wanted > current ? count <= current : count >= current {
            return (.int(current), "replicas are \(current), and \(limit)")
        }
        return (.int(count), "as \(limit)")
    }

    /// What was rolled back from does not come back by an edit.
    private func checkHolds(_ before: Manifest, _ after: Manifest) throws(Refused) {
        let known = Set(before.allImages().map(\.reference))
        let new = after.allImages().map(\.reference).filter { !known.contains($0) }
        guard !new.isEmpty else { return }
        let state: ApplicationState
        do {
            state = try snapshot.state(of: subject.application)
        } catch {
            throw .undecided(error)
        }
        for image in new {
            if let hold = state.hold(on: image, of: subject.application.name) {
                throw .reason("\(image) is held off by \(hold.by) since \(hold.application) was rolled back from it")
            }
        }
    }
}

extension Action.Setting {
    /// The value with the type that the policy gives it.
    fileprivate var fieldValue: FieldValue? {
        guard let value else { return nil }
        return isText ? .string(value) : .text(value)
    }
}
