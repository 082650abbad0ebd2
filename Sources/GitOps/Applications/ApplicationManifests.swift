public import ManifestEdit
public import RemoteGit

/// The manifests of one application: its own, which may be changed, and what a Kustomization draws in from elsewhere,
/// which is only read.
public struct ApplicationManifests: Sendable {
    /// A manifest and where it is.
    public struct File: Sendable {
        /// The file, from the root of the repository.
        public let path: RepositoryPath
        /// What is in it.
        public fileprivate(set) var manifest: Manifest
    }

    /// A file that is no YAML, such as a template, or that is too large.
    public struct UnreadableFile: Sendable, CustomStringConvertible {
        /// The file, from the root of the repository.
        public let path: RepositoryPath
        /// Why it cannot be read, and where in it.
        public let error: ManifestError
        /// What is in it.
        public let content: [UInt8]

        /// The whole sentence.
        public var description: String { "\(path): \(error)" }
    }

    /// The files of the application itself.
    public private(set) var own: [File] = []
    /// The files outside its directory, such as a base.
    public private(set) var drawnIn: [File] = []
    /// The files that cannot be read.
    public private(set) var unreadable: [UnreadableFile] = []
    /// What is drawn in from other repositories, which is not read.
    public private(set) var remote: [String] = []
    /// What is drawn in and is not in the commit.
    public private(set) var absent: [String] = []

    /// No application needs more; a Kustomization that draws in half a repository is a mistake.
    static let mostFiles = 1000

    private let application: Application
    private let tree: any FileTree
    private let edited: [RepositoryPath: [UInt8]]
    private var seen: Set<RepositoryPath> = []
    private var missing: Set<Want> = []

    /// Reads the manifests of an application.
    ///
    /// - Parameters:
    ///   - tree: the commit, most often the ``Snapshot``.
    ///   - edited: the content of files that the same decision has changed already.
    /// - Throws: ``Undecided/notLoaded(_:)`` with all that is missed as far as can be seen, or ``Undecided/failed(_:)``
    ///   if there are too many files.
    public init(
        of application: Application,
        in tree: any FileTree,
        edited: [RepositoryPath: [UInt8]] = [:]
    ) throws(Undecided) {
        self.application = application
        self.tree = tree
        self.edited = edited
        for path in try start() { try add(path) }
        if let values = try sharedValues() { try add(values) }
        guard missing.isEmpty else { throw .notLoaded(missing) }
        let layered = Manifest.layered((own + drawnIn).map(\.manifest))
        for index in own.indices { own[index].manifest = layered[index] }
    }

    /// The values of the chart in the application's directory, where the policy names other files of it: those say only
    /// what is different, and which image a tag is of stands in the former.
    private func sharedValues() throws(Undecided) -> RepositoryPath? {
        guard application.files != nil, let names = try tree.names(in: application.path) else { return nil }
        let values = names.first { $0.name == "values.yaml" }
        return values.flatMap { application.path.appending($0.name) }
    }

    /// The application's Kustomization, if it has one.
    public var kustomization: File? { own.first { $0.manifest.kustomization != nil } }

    /// The files to begin with: those that the policy names, or the Kustomization, or all that are YAML or JSON.
    private func start() throws(Undecided) -> [RepositoryPath] {
        if let files = application.files { return files }
        if let kustomization = try kustomization(in: application.path) { return [kustomization] }
        return try tree.files(below: application.path).map(\.path).filter { path in
            guard let name = path.name, !name.hasPrefix(".") else { return false }
            return [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        }
    }

    private mutating func add(_ path: RepositoryPath) throws(Undecided) {
        guard seen.insert(path).inserted else { return }
        guard seen.count <= Self.mostFiles else {
            throw .failed("\(application.name) has more than \(Self.mostFiles) manifests")
        }
        guard let content = try content(path) else { return }
        let manifest: Manifest
        do {
            manifest = try Manifest(parsing: content, path: path.description)
        } catch {
            unreadable.append(UnreadableFile(path: path, error: error, content: content))
            return
        }
        if isOwn(path) {
            own.append(File(path: path, manifest: manifest))
        } else {
            drawnIn.append(File(path: path, manifest: manifest))
        }
        guard let kustomization = manifest.kustomization, let directory = path.parent else { return }
        let mentions =
            kustomization.resources + kustomization.bases + kustomization.components + kustomization.patches
            + kustomization.helmValues
        for mention in mentions {
            do {
                try follow(mention.path, from: directory)
            } catch {
                guard case .notLoaded(let wants) = error else { throw error }
                missing.formUnion(wants)
            }
        }
    }

    private func content(_ path: RepositoryPath) throws(Undecided) -> [UInt8]? {
        if let content = edited[path] { return content }
        return try tree.file(path)
    }

    private func isOwn(_ path: RepositoryPath) -> Bool {
        application.files?.contains(path) ?? path.isInside(application.path)
    }

    private mutating func follow(_ reference: String, from directory: RepositoryPath) throws(Undecided) {
        // Kustomize takes a path first and an address only where there is no such path.
        guard !reference.contains("://"), let path = directory.resolving(reference) else {
            remote.append(reference)
            return
        }
        switch tree.revision.lookup(path, in: tree.origin) {
        case .file: try add(path)
        case .directory:
            if let kustomization = try kustomization(in: path) { try add(kustomization) }
        case .notLoaded:
            let isAbove = application.path.isInside(path)
            throw .notLoaded([isAbove ? .entry(path, in: tree.origin) : .subtree(path, in: tree.origin)])
        // "github.com/acme/base" is an address too; a path is written as one.
        case .absent: if reference.hasPrefix(".") { absent.append(reference) } else { remote.append(reference) }
        case .symbolicLink, .submodule: remote.append(reference)
        }
    }

    /// The names that Kustomize looks for, in its order.
    private func kustomization(in directory: RepositoryPath) throws(Undecided) -> RepositoryPath? {
        let names = Set(try tree.names(in: directory)?.map(\.name) ?? [])
        let name = ["kustomization.yaml", "kustomization.yml", "Kustomization"].first(where: names.contains)
        return name.flatMap(directory.appending)
    }
}
