import ImageReference
import ManifestEdit
public import RemoteGit

/// What a repository seems to deploy, so that nobody has to start a policy from an empty page.
public struct RepositorySurvey: Sendable {
    /// A directory that seems to be an application's.
    public struct Finding: Sendable, Hashable {
        /// The directory.
        public let path: RepositoryPath
        /// The repositories of its images, each once, in order.
        public let images: [String]
        /// The tags that they have.
        public let tags: [String]
    }

    /// The directories, in order of their paths.
    public let findings: [Finding]
    /// The YAML files that cannot be read, in order of their paths.
    public let unreadable: [RepositoryPath]

    /// Looks through a snapshot.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with the whole tree, or ``Undecided/failed(_:)`` if it is too large.
    public init(of snapshot: Snapshot) throws(Undecided) {
        var manifests: [RepositoryPath: Manifest] = [:]
        var unreadable: [RepositoryPath] = []
        for (path, content) in try snapshot.files(below: .root) where Self.isManifest(path) {
            if let manifest = try? Manifest(parsing: content, path: path.description) {
                manifests[path] = manifest
            } else {
                unreadable.append(path)
            }
        }
        self.unreadable = unreadable
        var findings: [Finding] = []
        for directory in Self.directories(manifests) {
            if let finding = try Self.finding(directory, in: snapshot) { findings.append(finding) }
        }
        self.findings = findings
    }

    private static func isManifest(_ path: RepositoryPath) -> Bool {
        guard let name = path.name, !path.components.contains(where: { $0.hasPrefix(".") }) else { return false }
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name == "Kustomization"
    }

    /// The Kustomizations that no other one draws in, charts, and directories of plain manifests outside of both.
    private static func directories(_ manifests: [RepositoryPath: Manifest]) -> [RepositoryPath] {
        var kustomizations: Set<RepositoryPath> = []
        var drawnIn: Set<RepositoryPath> = []
        var charts: Set<RepositoryPath> = []
        for (path, manifest) in manifests {
            guard let directory = path.parent else { continue }
            if path.name == "Chart.yaml" { charts.insert(directory) }
            guard let kustomization = manifest.kustomization else { continue }
            kustomizations.insert(directory)
            let mentions = kustomization.resources + kustomization.bases + kustomization.components
            drawnIn.formUnion(mentions.compactMap { directory.resolving($0.path) })
        }
        let units = kustomizations.subtracting(drawnIn).union(charts)
        let known = kustomizations.union(charts).union(drawnIn)
        let plain = manifests.keys.filter { path in
            !path.isBelow(anyOf: known) && manifests[path]?.allImages().isEmpty == false
        }.compactMap(\.parent)
        return units.union(plain).sorted()
    }

    private static func finding(_ directory: RepositoryPath, in snapshot: Snapshot) throws(Undecided) -> Finding? {
        guard let template = Template("x") else { return nil }
        let rule = ApplicationRule(
            name: template, path: template, matrix: [], images: [], updates: [], files: nil, fields: [],
            targetRevision: nil, replicas: nil, line: 1)
        let application = Application(name: "x", path: directory, files: nil, rule: rule, bindings: [:])
        let manifests = try ApplicationManifests(of: application, in: snapshot)
        let references = (manifests.own + manifests.drawnIn).flatMap { $0.manifest.allImages() }.map(\.reference)
        guard !references.isEmpty else { return nil }
        return Finding(
            path: directory, images: Set(references.map(\.repository.name)).sorted(),
            tags: Set(references.compactMap { $0.tag?.text }).sorted())
    }
}

extension RepositoryPath {
    /// Whether it is one of the paths or below one. Takes as many steps as it has components, however many paths there are.
    fileprivate func isBelow(anyOf paths: Set<RepositoryPath>) -> Bool {
        (0...components.count).contains { paths.contains(prefix($0)) }
    }
}
