/// One manifest file of a GitOps repository: its bytes, and what they say.
///
/// A manifest is a value. An edit gives another one, of which nothing but the intended values differs.
public struct Manifest: Sendable {
    /// The file as it is.
    public let bytes: [UInt8]
    /// The file's path or name, as it was given.
    public let path: String
    private let reading: ManifestReading

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
    }

    /// A file that is known to be readable. It is parsed when somebody asks what it says, and most only write it.
    init(verified bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
        reading = ManifestReading(nil)
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
                    document, at: index, isKustomization: isKustomization(document.root), in: source)
                search.run()
                found.append(search.found)
            }
            return found
        }
    }
}
