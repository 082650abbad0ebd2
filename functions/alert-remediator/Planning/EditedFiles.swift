import GitOps
import ManifestEdit
import RemoteGit

/// An edit of one file.
struct FileEdit: Sendable {
    /// The file, from the root of the repository.
    let path: RepositoryPath
    /// The file after it.
    let content: [UInt8]
    /// The values that change.
    let changes: [ValueChange]

    init(path: RepositoryPath, content: [UInt8], changes: [FieldChange]) {
        self.path = path
        self.content = content
        self.changes = changes.map {
            ValueChange(path: path, field: $0.field, from: $0.from, to: $0.to, inherited: $0.inherited)
        }
    }

    init(path: RepositoryPath, edited: EditedFields) {
        self.init(path: path, content: edited.bytes, changes: edited.changes)
    }
}

/// What is edited in the directory of one application.
struct ApplicationEdits: Sendable {
    let application: Application
    /// The files that change.
    var edits: [FileEdit] = []
    /// Values that are already as they are to be: while the episode is open they stay so, whoever has set them.
    var claims: [ValueChange] = []

    /// The changes for the outcome.
    var changes: [Change] {
        edits.flatMap(\.changes).map { change in
            Change(
                application: application.name, path: "\(change.path)", field: change.field, from: change.from,
                to: change.to)
        }
    }
}

/// A value that changes.
struct ValueChange: Sendable, Hashable {
    /// The file, from the root of the repository.
    let path: RepositoryPath
    let field: String
    let from: String?
    let to: String?
    /// What was in effect before a field was added that overlays another file's.
    var inherited: String?
}

/// The files that an event changes, as they would be.
struct EditedFiles {
    /// Their content.
    private(set) var contents: [RepositoryPath: [UInt8]] = [:]
    /// In the order of their first change.
    private var paths: [RepositoryPath] = []

    mutating func add(_ edits: [FileEdit]) {
        for edit in edits where contents.updateValue(edit.content, forKey: edit.path) == nil {
            paths.append(edit.path)
        }
    }

    /// What a commit gets of them.
    var changes: [Revision.FileChange] {
        paths.map { Revision.FileChange(path: $0, content: contents[$0]) }
    }

    /// What a commit gets of them beside what others change.
    func changes(beside others: EditedFiles) -> [Revision.FileChange] {
        changes.filter { others.contents[$0.path] != $0.content }
    }

    /// A file as it would be; `nil` if there is none.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    func content(_ path: RepositoryPath, in snapshot: Snapshot) throws(Undecided) -> [UInt8]? {
        if let content = contents[path] { return content }
        return try snapshot.file(path)
    }
}
