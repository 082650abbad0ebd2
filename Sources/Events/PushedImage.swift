public import ImageReference

/// An image that has a new tag in its registry.
public struct PushedImage: Sendable, Hashable {
    /// Where the image is.
    public var image: ImageRepository
    /// The tag that was pushed.
    public var tag: ImageTag
    /// What the tag meant then, if the sender says so.
    public var digest: ImageDigest?
    /// Whether it came as our own JSON, and not from a registry.
    public var isOurOwn: Bool

    /// Whether the name stands for every repository that ends in it: one of ours without `/`. From a registry such a name
    /// is Docker Hub's.
    public var isBareName: Bool { isOurOwn && image.isBareName }

    /// An image of its parts.
    public init(image: ImageRepository, tag: ImageTag, digest: ImageDigest? = nil, isOurOwn: Bool) {
        self.image = image
        self.tag = tag
        self.digest = digest
        self.isOurOwn = isOurOwn
    }
}
