import ManifestEdit
import RemoteGit

/// A file with what is different in it; nothing, if all is so already.
struct FileEdit {
    let path: RepositoryPath
    var manifest: Manifest
    var changes: [FieldChange]
}
