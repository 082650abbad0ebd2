import ImageReference

/// CDEvents, in whose vocabulary an artifact was published (CDEvents specification, "Continuous Integration Events"). An
/// event is the data of a CloudEvent, or comes as it is.
enum CDEventsSender: ImageSender {
    static let name = "cdevents"
    static let title = "CDEvents"
    static let hasOwnFormat = false

    private static let vocabulary = "dev.cdevents."

    static func recognises(_ content: EventContent) -> Bool {
        if let event = content.cloudEvent { return event.type.hasPrefix(vocabulary) }
        return content.value?["context"]?["type"]?.text?.hasPrefix(vocabulary) == true
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let event = try content.json()
        let context = try event.required("context", "the context of the event")
        var news = ImageNews()
        if let id = try context.text("id"), let source = try context.text("source") {
            news.identity = EventIdentity(source: source, id: id)
        }
        news.time = try context.moment("timestamp")
        let type = try context.requiredString("type", "dev.cdevents.artifact.published")
        guard type.hasPrefix("dev.cdevents.artifact.published.") else {
            news.ignore(action: type, of: title)
            return news
        }
        let subject = try event.required("subject", "the artifact")
        let expected = "a package URL as pkg:oci/shop?repository_url=registry.example.com/shop&tag=v1"
        let text = try subject.requiredString("id", expected)
        guard let package = PackageURL(text) else {
            throw InvalidEvent(.wrongField, subject.path(to: "id"), expected: expected, found: "it is none")
        }
        guard package.isImage else {
            news.ignore("CDEvents tells of an artifact that is no container image")
            return news
        }
        try read(package, subject, expected, into: &news)
        return news
    }

    private static func read(
        _ package: PackageURL,
        _ subject: JSONField,
        _ expected: String,
        into news: inout ImageNews
    ) throws(InvalidEvent) {
        guard let name = package.repository else {
            throw InvalidEvent(
                .wrongField, subject.path(to: "id"), expected: expected, found: "it has no repository_url")
        }
        let image = try subject.parsed("id", expected) { () throws(ImageReferenceError) in try ImageRepository(name) }
        guard let text = package.tag else {
            news.ignoreUntagged(title)
            return
        }
        let tag = try subject.parsed("id", expected) { () throws(ImageReferenceError) in try ImageTag(text) }
        let digest = try package.digest.map { text throws(InvalidEvent) in
            try subject.parsed("id", expected) { () throws(ImageReferenceError) in try ImageDigest(text) }
        }
        news.add(image, tag, digest)
    }
}
