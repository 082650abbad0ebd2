import ImageReference

/// Quay's notification "Push to Repository" (Quay documentation, "Repository Notifications").
enum QuaySender: ImageSender {
    static let name = "quay"
    static let title = "Quay"

    static func recognises(_ content: EventContent) -> Bool {
        content.value?["docker_url"]?.text != nil
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let event = try content.json()
        var news = ImageNews()
        let image = try event.repository("docker_url", "a repository as quay.io/acme/app")
        // Other notifications, as those of builds and scans, have no such list.
        for item in try event.list("updated_tags") ?? [] {
            news.add(image, try item.tagText(), nil)
        }
        news.ignore("Quay tells of something else than updated tags")
        return news
    }
}

extension JSONField {
    /// This value as a tag.
    fileprivate func tagText() throws(InvalidEvent) -> ImageTag {
        guard let text = value.text else {
            throw InvalidEvent(.wrongField, path, expected: "a tag", found: "it is \(value.kind)")
        }
        do {
            return try ImageTag(text)
        } catch {
            throw InvalidEvent(.wrongField, path, expected: "a tag", found: error.description)
        }
    }
}
