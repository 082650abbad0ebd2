import GitOps
import ManifestEdit
import RemoteGit

extension ActionPlan {
    /// Sets fields of files, all or none.
    func set(_ settings: [Action.Setting], _ name: String?) throws(Refused) -> ActionResult {
        var edited = EditedManifests(of: subject.application, files: files, in: snapshot)
        for setting in settings {
            guard let file = subject.filled(setting.file) else {
                throw .manifest("the alert has no label for a placeholder of the file \(setting.file.text)")
            }
            try edited.set(setting.field, of: file, to: setting.fieldValue)
        }
        let edits = edited.edits
        let changes = edits.flatMap(\.changes)
        guard !changes.isEmpty else { return .nothing("\(name ?? "every value") is set already") }
        return .edits(edits, [name, Prose.text(changes)].compactMap(\.self).joined(separator: ": "))
    }
}

extension Action.Setting {
    /// The value with the type that the policy gives it.
    fileprivate var fieldValue: FieldValue? {
        guard let value else { return nil }
        return isText ? .string(value) : .text(value)
    }
}
