import FoundationEssentials
import ImageReference

/// Google's Artifact Registry and Container Registry, which publish to the Pub/Sub topic `gcr`; its subscription pushes
/// here (Google Cloud documentation, "Configure Pub/Sub notifications", "Push subscriptions").
enum PubSubSender: ImageSender {
    static let name = "google"
    static let title = "Google's registry"

    static func recognises(_ content: EventContent) -> Bool {
        content.value?["message"]?["data"]?.text != nil
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let message = try content.json().required("message", "a message of Pub/Sub")
        var news = ImageNews()
        news.identity = try message.text("messageId").map { EventIdentity(sender: "pubsub", id: $0) }
        news.time = try message.moment("publishTime")
        let event = try data(message)
        let action = try event.requiredString("action", "INSERT or DELETE")
        guard action == "INSERT" else {
            news.ignore(action: action, of: title)
            return news
        }
        guard try event.text("tag") != nil else {
            news.ignoreUntagged(title)
            return news
        }
        let image = try event.reference("tag", "an image as us-docker.pkg.dev/project/repository/app:v1")
        guard let tag = image.tag else {
            throw InvalidEvent(
                .wrongField, event.path(to: "tag"), expected: "an image with a tag", found: "it has none")
        }
        news.add(image.repository, tag, try digest(event, of: image.repository))
        return news
    }

    private static func data(_ message: JSONField) throws(InvalidEvent) -> JSONField {
        let text = try message.requiredString("data", "the registry's words in base64")
        let path = message.path(to: "data")
        guard let bytes = Data(base64Encoded: text) else {
            throw InvalidEvent(.wrongField, path, expected: "base64 (RFC 4648)", found: "it is not")
        }
        return JSONField(path: path, value: try JSONParser.parse(Array(bytes), path: path))
    }

    private static func digest(
        _ event: JSONField,
        of repository: ImageRepository
    ) throws(InvalidEvent) -> ImageDigest? {
        guard try event.text("digest") != nil else { return nil }
        let expected = "an image with its digest"
        let image = try event.reference("digest", expected)
        guard image.repository == repository else {
            throw InvalidEvent(
                .wrongField, event.path(to: "digest"), expected: "the image that 'tag' gives", found: "it is another")
        }
        return image.digest
    }
}
