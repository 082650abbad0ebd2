import GitOps
import ImageReference
import RemoteGit

/// A field that the policy names for an image, and the file that it is in.
struct NamedField {
    let field: ImageField
    let path: RepositoryPath
    /// What the file holds; `nil` if the commit does not have it.
    let content: [UInt8]?

    /// The fields of an image in an application.
    ///
    /// - Parameter edited: the content of files that the same decision has changed already.
    /// - Throws: ``Undecided``.
    static func all(
        of repository: ImageRepository,
        in application: Application,
        _ snapshot: Snapshot,
        edited: [RepositoryPath: [UInt8]]
    ) throws(Undecided) -> [NamedField] {
        var fields: [NamedField] = []
        for field in application.rule.fields {
            if let image = field.image, image.match(repository, application.bindings) == nil { continue }
            let path = field.place.path(for: application) ?? application.path
            if let content = edited[path] {
                fields.append(NamedField(field: field, path: path, content: content))
            } else {
                fields.append(NamedField(field: field, path: path, content: try snapshot.file(path)))
            }
        }
        return fields
    }
}
