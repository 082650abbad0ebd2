import ImageReference

/// One manifest file of a GitOps repository: its bytes, and what they say.
///
/// A manifest is a value. An edit gives another one, of which nothing but the intended values differs.
public struct Manifest: Sendable {
    /// The file as it is.
    public let bytes: [UInt8]
    /// The file's path or name, as it was given.
    public let path: String
    private let reading: ManifestReading
    /// What other files say of the repositories of images, by the keys that lead to them.
    private let knownRepositories: [[String]: ImageRepository]

    /// What the file says.
    public var documents: [YAMLDocument] { reading.documents(of: bytes) }

    /// Parses a file.
    ///
    /// - Parameter path: the file's path or name, by which a Kustomization is known that does not say its `kind`.
    /// - Throws: ``ManifestError`` with line and column.
    public init(parsing bytes: [UInt8], path: String = "") throws(ManifestError) {
        self.bytes = bytes
        self.path = path
        reading = ManifestReading(try YAMLDocument.parse(bytes))
        knownRepositories = [:]
    }

    private init(
        _ bytes: [UInt8], of manifest: Manifest, _ reading: ManifestReading, knowing: [[String]: ImageRepository]
    ) {
        self.bytes = bytes
        self.path = manifest.path
        self.reading = reading
        knownRepositories = knowing
    }

    /// The file after an edit.
    ///
    /// - Parameter documents: what it says; `nil` if it is known to be readable. Then it is parsed when somebody asks
    ///   what it says, and most only write it.
    func edited(_ bytes: [UInt8], _ documents: [YAMLDocument]? = nil) -> Manifest {
        Manifest(bytes, of: self, ManifestReading(documents), knowing: knownRepositories)
    }

    /// The same file, with what others say of it.
    func knowing(_ repositories: [[String]: ImageRepository]) -> Manifest {
        Manifest(bytes, of: self, ManifestReading(documents), knowing: repositories)
    }

    /// Every image in the file, in the order of the file; those in a text that is YAML itself, such as Argo CD's
    /// `helm.values`, come last. Values that are no image references, as in templates, are passed over.
    public func allImages() -> [ImagePlace] { foundImages.allPlaces }

    var foundImages: FoundImages {
        reading.images {
            var found = FoundImages()
            let source = SourceText(bytes: bytes)
            for (index, document) in documents.enumerated() {
                var search = ImageSearch(
                    document, at: index, isKustomization: isKustomization(document.root),
                    knowing: knownRepositories, in: source)
                search.run()
                found.append(search.found)
            }
            return found
        }
    }
}
