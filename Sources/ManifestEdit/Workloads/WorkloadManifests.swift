/// The manifests of one application, among which its workloads are found and changed.
///
/// Each ``Manifest/path`` is the file's path from one common root, since Kustomizations are followed by it.
public struct WorkloadManifests: Sendable {
    /// The application's own files, which may be changed; its Kustomization before those of components.
    public let own: [Manifest]
    /// What a Kustomization draws in from elsewhere, such as a base. It is read, and never changed.
    public let drawnIn: [Manifest]
    /// The Kustomizations among the application's own files.
    let kustomizations: [Manifest]
    /// All Kustomizations, the outermost first.
    let allKustomizations: [Manifest]
    /// The files that Kustomizations apply as patches. What is in them are not objects of their own.
    let patchFiles: Set<String>
    /// What Kustomizations put before and after names, the innermost first.
    private let affixes: [Affix]
    /// The patches of each Kustomization, by its path.
    let patches: [String: KustomizePatches]
    /// Which Kustomization draws in which.
    let tree: KustomizationTree

    /// The manifests of an application.
    public init(own: [Manifest], drawnIn: [Manifest] = []) {
        self.own = own
        self.drawnIn = drawnIn
        kustomizations = own.filter { $0.kustomization != nil }
        allKustomizations = kustomizations + drawnIn.filter { $0.kustomization != nil }
        var patchFiles: Set<String> = []
        for manifest in allKustomizations {
            for mention in manifest.kustomization?.patches ?? [] {
                patchFiles.insert(FilePath.resolve(mention.path, besides: manifest.path))
            }
        }
        self.patchFiles = patchFiles
        let files = Dictionary(
            (own + drawnIn).map { (FilePath.normal($0.path), $0) }, uniquingKeysWith: { first, _ in first })
        patches = Dictionary(
            allKustomizations.map { ($0.path, KustomizePatches(of: $0) { files[$0] }) },
            uniquingKeysWith: { first, _ in first })
        // Each doubles the names; nobody has so many.
        affixes = Array(
            allKustomizations.compactMap { $0.kustomizationRoot.map(Affix.init) }.filter { !$0.isEmpty }.reversed()
                .prefix(8))
        tree = KustomizationTree(allKustomizations)
    }

    /// The objects of some of the files, without Kustomizations and without patches.
    func objects(in manifests: [Manifest]) -> [PlacedObject] {
        manifests.filter { $0.kustomization == nil && !patchFiles.contains(FilePath.normal($0.path)) }
            .flatMap { manifest in manifest.objects.map { PlacedObject(object: $0, manifest: manifest) } }
    }

    /// The names that an object may have in the cluster, its own among them: Kustomizations can put something before
    /// and after it.
    func names(of name: String) -> Set<String> {
        affixes.reduce(into: [name]) { names, affix in
            names.formUnion(names.map(affix.around))
        }
    }
}

/// An object with the file that it is in.
struct PlacedObject {
    let object: ManifestObject
    let manifest: Manifest

    /// The path to a field of the object.
    func field(_ steps: [FieldPath.Step]) -> FieldPath {
        var field = ObjectPaths(of: manifest.objects).path(to: object)
        field.steps += steps
        return field
    }
}

extension Manifest {
    /// The root of the document that is a Kustomization.
    var kustomizationRoot: YAMLNode? { documents.first { isKustomization($0.root) }?.root }
}

/// Paths of files as a Kustomization writes them.
enum FilePath {
    /// A path relative to the directory of a file.
    static func resolve(_ path: String, besides file: String) -> String {
        normal((file.split(separator: "/").dropLast() + path.split(separator: "/")).joined(separator: "/"))
    }

    /// The path without `.` and `..`.
    static func normal(_ path: String) -> String {
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component == "..", let last = components.last, last != ".." {
                components.removeLast()
            } else {
                components.append(component)
            }
        }
        return components.joined(separator: "/")
    }
}
