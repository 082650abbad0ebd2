import ImageReference

extension PushedImage {
    /// Reads our own JSON: `{"image":"registry.example.com/shop","tag":"v1.2.3","digest":"sha256:…"}`.
    ///
    /// `name` may stand for `image`, and the image may carry tag and digest itself, as build tools print it.
    static func ownJSON(_ event: JSONField) throws(InvalidEvent) -> PushedImage {
        let hasImage = try event.member("image") != nil
        let hasName = try event.member("name") != nil
        let key = !hasImage && hasName ? "name" : "image"
        let expectedImage = "an image as registry.example.com/shop"
        let text = try event.requiredString(key, expectedImage)
        let image = try event.parsed(key, expectedImage) { () throws(ImageReferenceError) in try ImageReference(text) }
        let tag = try agreed(event, "tag", "a tag", with: image.tag, of: key, parse: ImageTag.init)
        let digest = try agreed(event, "digest", "a digest", with: image.digest, of: key, parse: ImageDigest.init)
        guard let tag else { throw event.missing("tag", "a tag") }
        return PushedImage(image: image.repository, tag: tag, digest: digest, isOurOwn: true)
    }

    /// A part of the reference that may stand in its own field, in the image, or in both if they say the same.
    private static func agreed<Part: Equatable>(
        _ event: JSONField,
        _ name: String,
        _ expected: String,
        with inImage: Part?,
        of key: String,
        parse: (String) throws(ImageReferenceError) -> Part
    ) throws(InvalidEvent) -> Part? {
        guard let text = try event.string(name) else { return inImage }
        let part = try event.parsed(name, expected) { () throws(ImageReferenceError) in try parse(text) }
        guard inImage == nil || inImage == part else {
            throw InvalidEvent(
                .wrongField, event.path(to: name), expected: "the \(name) that '\(key)' gives", found: "it is another")
        }
        return part
    }
}
