/// A digest of an image's manifest, `sha256:` or `sha512:` and lower-case hexadecimal digits
/// (OCI image specification 1.1, "Descriptors", registered algorithms).
public struct ImageDigest: Sendable, Hashable {
    /// The digest as it was written.
    public let text: String

    /// Parses a digest.
    ///
    /// - Throws: ``ImageReferenceError`` if the algorithm is not a registered one or the digits do not fit it.
    public init(_ text: String) throws(ImageReferenceError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let digits =
            switch parts.first {
            case "sha256": 64
            case "sha512": 128
            default: 0
            }
        guard digits > 0, parts.count == 2 else {
            throw ImageReferenceError(.digest, "does not begin with 'sha256:' or 'sha512:'")
        }
        guard parts[1].utf8.count == digits, parts[1].utf8.allSatisfy(\.isLowerHexadecimal) else {
            throw ImageReferenceError(.digest, "does not have \(digits) lower-case hexadecimal digits")
        }
        self.text = text
    }
}

extension ImageDigest: CustomStringConvertible {
    /// The digest as it was written.
    public var description: String { text }
}
