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
        var rest = text[...]
        var digest: ImageDigest?
        if let at = rest.firstIndex(of: "@") {
            digest = try ImageDigest(String(rest[rest.index(after: at)...]))
            rest = rest[..<at]
        }
        var tag: ImageTag?
        // A colon before the last slash belongs to the port of the registry.
        let afterSlash = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
        if let colon = rest[afterSlash...].firstIndex(of: ":") {
            tag = try ImageTag(String(rest[rest.index(after: colon)...]))
            rest = rest[..<colon]
        }
        self.init(repository: try ImageRepository(String(rest)), tag: tag, digest: digest)
    }
}

extension ImageReference: CustomStringConvertible {
    /// The reference as it is written.
    public var description: String {
        repository.name + (tag.map { ":" + $0.text } ?? "") + (digest.map { "@" + $0.text } ?? "")
    }
}
