import ImageReference
import ManifestEdit
import RemoteGit

/// What the files of a directory deploy: the images, and the Git revisions of Argo CD Applications among them.
struct DeployedVersions {
    /// A place in a file.
    struct Place: Hashable {
        /// The file, from the directory.
        let path: RepositoryPath
        let field: String
    }

    /// What is in a place.
    enum Version: Hashable {
        case image(ImageReference)
        case targetRevision(String)
    }

    /// The versions by their places.
    private(set) var places: [Place: Version] = [:]
    /// Each version once: where it stands does not tell one state from another.
    var all: Set<Version> { Set(places.values) }
    /// The images.
    var images: Set<ImageReference> {
        Set(places.values.compactMap { if case .image(let image) = $0 { image } else { nil } })
    }

    /// A field that holds a revision by the policy's word.
    typealias RevisionPlace = (path: RepositoryPath, field: FieldPath)

    /// Reads the files of a directory. What cannot be read has none.
    ///
    /// - Parameter revision: where the policy says that the revision is, from the directory.
    init(_ files: [(path: RepositoryPath, content: [UInt8])], revision: RevisionPlace? = nil) {
        for (path, content) in files {
            guard let name = path.name, [".yaml", ".yml", ".json"].contains(where: { name.hasSuffix($0) }) else {
                continue
            }
            guard let manifest = try? Manifest(parsing: content, path: "\(path)") else { continue }
            for place in manifest.allImages() {
                places[Place(path: path, field: place.field)] = .image(place.reference)
            }
            for (index, document) in manifest.documents.enumerated() {
                let prefix = index == 0 ? "" : "\(index)/"
                read(document.root, prefix, path)
            }
            if let revision, revision.path == path, let reading = try? manifest.value(at: revision.field) {
                places[Place(path: path, field: "\(reading.field)")] = .targetRevision(reading.text)
            }
        }
    }

    /// Argo CD's Applications and ApplicationSets, which name the revision in one place or in one for each source.
    private mutating func read(_ root: YAMLNode, _ prefix: String, _ path: RepositoryPath) {
        guard root["apiVersion"]?.text?.hasPrefix("argoproj.io/") == true, let spec = root["spec"] else { return }
        read(below: spec, prefix + "spec", path, depth: 0)
    }

    private mutating func read(below node: YAMLNode, _ field: String, _ path: RepositoryPath, depth: Int) {
        guard depth < 8 else { return }
        for pair in node.pairs {
            guard let key = pair.key.text else { continue }
            if key == "targetRevision", let text = pair.value.text {
                places[Place(path: path, field: "\(field).\(key)")] = .targetRevision(text)
            } else {
                read(below: pair.value, "\(field).\(key)", path, depth: depth + 1)
            }
        }
        for (index, item) in node.items.enumerated() {
            read(below: item, "\(field)[\(index)]", path, depth: depth + 1)
        }
    }
}

extension DeployedVersions.Version: CustomStringConvertible {
    /// As people write it.
    var description: String {
        switch self {
        case .image(let image): "\(image)"
        case .targetRevision(let text): text
        }
    }
}
