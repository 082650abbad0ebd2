/// One manifest file of a GitOps repository: its bytes, and what they say.
///
/// A manifest is a value. An edit gives another one, of which nothing but the intended values differs.
public struct Manifest: Sendable {
    /// The file as it is.
    public let bytes: [UInt8]
    /// What the file says.
    public let documents: [YAMLDocument]
    /// The file's path or name, as it was given.
    public let path: String

    /// Parses a file.
    ///
    /// - Parameter path: the file's path or name, by which a Kustomization is known that does not say its `kind`.
    /// - Throws: ``ManifestError`` with line and column.
    public init(parsing bytes: [UInt8], path: String = "") throws(ManifestError) {
        self.bytes = bytes
        self.documents = try YAMLDocument.parse(bytes)
        self.path = path
    }

    /// Every image in the file, in the order of the file. Values that are no image references, as in templates, are
    /// passed over.
    public func allImages() -> [ImagePlace] {
        documents.indices.flatMap { index in
            let root = FoundNode(rootOf: documents[index], at: index)
            return isKustomization(root.node) ? kustomizationImages(in: root) : workloadImages(in: root)
        }
    }
}
