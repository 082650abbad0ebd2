public import ImageReference

/// The image that a file is to name.
public struct WantedImage: Sendable, Hashable {
    /// The repository, by which places are found.
    public var repository: ImageRepository
    /// The tag to set.
    public var tag: ImageTag
    /// The digest of what the tag names, if it is known.
    public var digest: ImageDigest?
    /// The parts to write; nil to leave each place in the form that it has.
    public var pin: ImagePin?

    /// An image made of its parts.
    public init(repository: ImageRepository, tag: ImageTag, digest: ImageDigest? = nil, pin: ImagePin? = nil) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
        self.pin = pin
    }
}

/// The parts of a reference that are written.
public enum ImagePin: String, Sendable, CaseIterable {
    /// The tag alone.
    case tag
    /// The digest alone.
    case digest
    /// The tag and the digest.
    case both
}
