/// A reference to a container image: a repository with a tag, a digest, both, or neither.
///
/// The grammar is that of the OCI distribution specification 1.1 ("Pulling manifests") and of the reference
/// implementation, CNCF Distribution's `reference` package:
///
///     reference  = name [":" tag] ["@" digest]
///     name       = [domain "/"] path
///
/// What passes holds no white space, quote, control character, backslash or empty path component, so that it can be
/// written into a file or a message as it stands.
public struct ImageReference: Sendable, Hashable {
    /// Where the image lives, without tag and digest.
    public var repository: ImageRepository
    /// The tag, if one was given.
    public var tag: ImageTag?
    /// The digest, if one was given.
    public var digest: ImageDigest?

    /// A reference made of its parts.
    public init(repository: ImageRepository, tag: ImageTag? = nil, digest: ImageDigest? = nil) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Parses a whole reference, such as `registry.example.com:5000/team/shop:v1.2.3@sha256:…`.
    ///
    /// - Throws: ``ImageReferenceError`` that names the part at fault.
    public init(_ text: String) throws(ImageReferenceError) {
        // A manifest may have thousands of images: bytes are looked through faster than characters.
        var rest = text.utf8[...]
        var digest: ImageDigest?
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            digest = try ImageDigest(String(Substring(rest[rest.index(after: at)...])))
            rest = rest[..<at]
        }
        var tag: ImageTag?
        // A colon before the last slash belongs to the port of the registry.
        let afterSlash = rest.lastIndex(of: UInt8(ascii: "/")).map { rest.index(after: $0) } ?? rest.startIndex
        if let colon = rest[afterSlash...].firstIndex(of: UInt8(ascii: ":")) {
            tag = try ImageTag(String(Substring(rest[rest.index(after: colon)...])))
            rest = rest[..<colon]
        }
        self.init(repository: try ImageRepository(String(Substring(rest))), tag: tag, digest: digest)
    }
}

extension ImageReference: CustomStringConvertible {
    /// The reference as it is written.
    public var description: String {
        repository.name + (tag.map { ":" + $0.text } ?? "") + (digest.map { "@" + $0.text } ?? "")
    }
}
