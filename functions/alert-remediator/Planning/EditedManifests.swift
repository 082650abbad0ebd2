import GitOps
import ManifestEdit
import RemoteGit

/// Manifests of an application while values that are on record are changed in them.
struct EditedManifests {
    private let application: Application
    private let files: EditedFiles
    private let snapshot: Snapshot
    private var manifests: [RepositoryPath: EditedFields] = [:]
    private var paths: [RepositoryPath] = []

    init(of application: Application, files: EditedFiles, in snapshot: Snapshot) {
        self.application = application
        self.files = files
        self.snapshot = snapshot
    }

    /// What was changed.
    var edits: [FileEdit] {
        paths.compactMap { path in
            guard let edited = manifests[path], !edited.changes.isEmpty else { return nil }
            return FileEdit(path: path, edited: edited)
        }
    }

    /// The value that a field has now; `nil` if it has none.
    mutating func value(of change: ApplicationState.Changed) throws(Refused) -> String? {
        try reading(of: change.field, in: change.path)?.text
    }

    /// The value that a field has now, and the field's full name; `nil` if it has none.
    mutating func reading(of text: String, in file: String) throws(Refused) -> FieldReading? {
        guard let (_, edited) = try manifest(file) else { return nil }
        let field = try field(text)
        return try attempt { () throws(ManifestError) in try edited.manifest.value(at: field) }
    }

    /// A file as it is now; `nil` if there is none.
    mutating func current(_ file: String) throws(Refused) -> (path: RepositoryPath, manifest: Manifest)? {
        try manifest(file).map { ($0.0, $0.1.manifest) }
    }

    /// Takes a field back to the value that it had before a change that is on record; `nil` for none.
    mutating func restore(_ change: ApplicationState.Changed, to value: String?) throws(Refused) {
        let field = try field(change.field)
        try edit(change.path) { manifest throws(ManifestError) in
            guard let value, try manifest.value(at: field) == nil else {
                return try manifest.undoing(FieldInverse(field: field, from: value))
            }
            return try manifest.setting(field, to: .text(value))
        }
    }

    /// Gives a field a value; `nil` removes it.
    mutating func set(_ text: String, of file: String, to value: FieldValue?) throws(Refused) {
        let field = try field(text)
        try edit(file) { manifest throws(ManifestError) in
            guard let value else { return try manifest.removing(field) }
            return try manifest.setting(field, to: value)
        }
    }

    private mutating func edit(
        _ file: String,
        _ edit: (Manifest) throws(ManifestError) -> EditedFields
    ) throws(Refused) {
        guard let (path, before) = try manifest(file) else { throw .reason("there is no file \(file)") }
        var edited = before
        do {
            try edited.then(edit)
        } catch {
            throw .reason("\(path): \(error)")
        }
        manifests[path] = edited
    }

    private mutating func manifest(_ text: String) throws(Refused) -> (RepositoryPath, EditedFields)? {
        // People edit the record: nothing outside the application's directory is touched, whatever it says.
        guard let path = application.path.resolving(text), path.isInside(application.path) else {
            throw .reason("\(text) is not in the application's directory")
        }
        guard application.files?.contains(path) ?? true else {
            throw .reason("\(text) is not among the application's files")
        }
        if let edited = manifests[path] { return (path, edited) }
        let content: [UInt8]?
        do {
            content = try files.content(path, in: snapshot)
        } catch {
            throw .undecided(error)
        }
        guard let content else { return nil }
        let manifest = try attempt { () throws(ManifestError) in
            try Manifest(parsing: content, path: path.description)
        }
        let edited = EditedFields(manifest)
        manifests[path] = edited
        paths.append(path)
        return (path, edited)
    }

    private func field(_ text: String) throws(Refused) -> FieldPath {
        do {
            return try FieldPath(parsing: text)
        } catch {
            throw .reason("\(error)")
        }
    }

    private func attempt<Value>(_ edit: () throws(ManifestError) -> Value) throws(Refused) -> Value {
        do {
            return try edit()
        } catch {
            throw .reason("\(error)")
        }
    }
}
