import ImageReference
import RemoteGit

/// A state of an application's directory.
struct RollbackState: Sendable {
    /// The directory.
    let directory: Directory
    /// Its entry in the directory above it; `nil` if there is no such directory.
    let entry: Revision.Entry?
    /// What it deploys.
    let versions: DeployedVersions

    var exists: Bool { entry?.mode == .directory }

    /// The directory as it is.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    init(today application: Application, in snapshot: Snapshot) throws(Undecided) {
        directory = Directory(application.path, in: snapshot)
        entry = try snapshot.entry(application.path)
        versions = DeployedVersions(try directory.files(of: application), revision: application.revisionPlace)
    }

    /// The directory as it was, by its id.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    init(_ tree: ObjectID, of application: Application, in snapshot: Snapshot) throws(Undecided) {
        directory = Directory(.root, in: snapshot.tree(tree))
        entry = Revision.Entry(mode: .directory, id: tree)
        versions = DeployedVersions(try directory.files(of: application), revision: application.revisionPlace)
    }

    /// The files of an application that are not the same as in another state, without what automation holds open there.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    func differences(from other: RollbackState, of application: Application) throws(Undecided) -> [DifferingFile] {
        try directory.differences(from: other.directory).filter { application.owns($0.path) }
    }

    /// The manifests of an application in an earlier state.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    func manifests(of application: Application) throws(Undecided) -> ApplicationManifests {
        try ApplicationManifests(of: application.moved(to: directory.path), in: directory.tree)
    }

    /// The versions of some images.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    func versions(
        of repositories: [ImageRepository],
        _ application: Application
    ) throws(Undecided) -> ImageVersions {
        ImageVersions(in: try manifests(of: application), where: repositories.contains)
    }
}

extension Application {
    /// The same application with its directory elsewhere, as at the root of a tree that is the directory.
    fileprivate func moved(to place: RepositoryPath) -> Application {
        let files = files?.compactMap { file in file.relative(to: path).map { place.appending($0) } }
        return Application(name: name, path: place, files: files, rule: rule, bindings: bindings)
    }

    /// Where the policy says that the revision is which Argo CD syncs, if that is in the directory.
    fileprivate var revisionPlace: DeployedVersions.RevisionPlace? {
        guard let place = rule.targetRevision, let file = place.path(for: self)?.relative(to: path) else { return nil }
        return (file, place.field)
    }

    /// Whether a file of its directory, named from there, is a manifest of its own and nobody else's. Of an application
    /// that is the whole repository, the policy is not.
    fileprivate func owns(_ file: RepositoryPath) -> Bool {
        guard file.components != [ApplicationState.fileName] else { return false }
        let file = path.appending(file)
        guard file != PolicyFile.pathInRepository, file.components != [Snapshot.freezeFile] else { return false }
        return files?.contains(file) ?? true
    }
}

extension Directory {
    fileprivate func files(
        of application: Application
    ) throws(Undecided) -> [(path: RepositoryPath, content: [UInt8])] {
        try files().filter { application.owns($0.path) }
    }
}
