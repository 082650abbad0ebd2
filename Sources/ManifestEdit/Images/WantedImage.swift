public import ImageReference

/// The image that a file is to name.
public struct WantedImage: Sendable, Hashable {
    /// The repository, by which places are found.
    public var repository: ImageRepository
    /// The tag to set.
    public var tag: ImageTag
    /// The digest of what the tag names, if it is known.
    public var digest: ImageDigest?

    /// An image made of its parts.
    public init(repository: ImageRepository, tag: ImageTag, digest: ImageDigest? = nil) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }
}

/// What a place gets, in the form that it has.
struct PinnedForm {
    let tag: ImageTag?
    let digest: ImageDigest?

    /// The digest rule: a tag stays a tag, a digest a digest and both stay both; a place with neither gets the tag.
    ///
    /// - Throws: ``ManifestError`` of code `refused` where a digest would be left behind that is not the tag's.
    init(of wanted: WantedImage, for place: ImagePlace) throws(ManifestError) {
        guard place.reference.digest != nil else {
            tag = wanted.tag
            digest = nil
            return
        }
        guard let digest = wanted.digest else {
            throw ManifestError(
                .refused, at: place.position, "\(place.field) is pinned by digest, and the event carries none")
        }
        self.digest = digest
        tag = place.reference.tag == nil ? nil : wanted.tag
    }
}
