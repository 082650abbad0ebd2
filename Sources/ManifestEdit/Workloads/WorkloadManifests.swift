/// The manifests of one application, among which its workloads are found and changed.
///
/// Each ``Manifest/path`` is the file's path from one common root, since Kustomizations are followed by it.
public struct WorkloadManifests: Sendable {
    /// The application's own files, which may be changed; its Kustomization before those of components.
    public let own: [Manifest]
    /// What a Kustomization draws in from elsewhere, such as a base. It is read, and never changed.
    public let drawnIn: [Manifest]
    /// The files that Kustomizations apply as patches. What is in them are not objects of their own.
    let patchFiles: Set<String>

    /// The manifests of an application.
    public init(own: [Manifest], drawnIn: [Manifest] = []) {
        self.own = own
        self.drawnIn = drawnIn
        var patches: Set<String> = []
        for manifest in own + drawnIn {
            for mention in manifest.kustomization?.patches ?? [] {
                patches.insert(FilePath.resolve(mention.path, besides: manifest.path))
            }
        }
        patchFiles = patches
    }

    /// The Kustomizations among the application's own files.
    var kustomizations: [Manifest] { own.filter { $0.kustomization != nil } }

    /// The objects of some of the files, without Kustomizations and without patches.
    func objects(in manifests: [Manifest]) -> [PlacedObject] {
        manifests.filter { $0.kustomization == nil && !patchFiles.contains(FilePath.normal($0.path)) }
            .flatMap { manifest in manifest.objects.map { PlacedObject(object: $0, manifest: manifest) } }
    }

    /// The names that an object may have in the cluster, its own among them: Kustomizations can put something before
    /// and after it.
    func names(of name: String) -> Set<String> {
        var names: Set<String> = [name]
        // The innermost Kustomization comes first. So many levels are enough, and bound the work.
        for manifest in (own + drawnIn).reversed().filter({ $0.kustomization != nil }).prefix(8) {
            guard let root = manifest.kustomizationRoot else { continue }
            let prefix = root.writtenText("namePrefix") ?? ""
            let suffix = root.writtenText("nameSuffix") ?? ""
            if !prefix.isEmpty || !suffix.isEmpty { names.formUnion(names.map { prefix + $0 + suffix }) }
        }
        return names
    }
}

/// An object with the file that it is in.
struct PlacedObject {
    let object: ManifestObject
    let manifest: Manifest

    /// The path to a field of the object.
    func field(_ steps: [FieldPath.Step]) -> FieldPath {
        var field = manifest.fieldPath(to: object, among: manifest.objects)
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
