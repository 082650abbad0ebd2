public import ImageReference

/// An image has a new tag in its registry.
public struct ImageEvent: Sendable, Hashable {
    /// Where the image is.
    public var image: ImageRepository
    /// The tag that was pushed.
    public var tag: ImageTag
    /// What the tag meant then, if the sender says so.
    public var digest: ImageDigest?
    /// Whether it came as our own JSON, and not from a registry. Only there does a name without `/` stand for every
    /// repository that ends in it; from a registry it is Docker Hub's.
    public var isOurOwn: Bool

    /// An event made of its parts.
    public init(image: ImageRepository, tag: ImageTag, digest: ImageDigest? = nil, isOurOwn: Bool) {
        self.image = image
        self.tag = tag
        self.digest = digest
        self.isOurOwn = isOurOwn
    }
}

extension ImageEvent: EventPayload {
    /// Reads the payload of an image event. Our own JSON is the only format so far.
    public static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<ImageEvent> {
        ReceivedPayload(payload: try ownJSON(content.json()))
    }
}
