import ImageReference

/// Harbor's web hooks, in its own format and as CloudEvents (Harbor documentation, "Configure Webhook Notifications").
enum HarborSender: ImageSender {
    static let name = "harbor"
    static let title = "Harbor"

    static func recognises(_ content: EventContent) -> Bool {
        if let event = content.cloudEvent { return event.type.hasPrefix("harbor.") }
        return content.value?["event_data"]?.isObject == true && content.value?["type"]?.text != nil
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let event = try content.json()
        var news = ImageNews()
        let type =
            if let cloudEvent = content.cloudEvent {
                cloudEvent.type
            } else {
                try event.requiredString("type", "the type of the event")
            }
        guard type == "PUSH_ARTIFACT" || type == "harbor.artifact.pushed" else {
            news.ignore(action: type, of: title)
            return news
        }
        news.time = try event.moment(seconds: "occur_at")
        // A CloudEvent has it as its data.
        let data = content.cloudEvent == nil ? try event.required("event_data", "what was pushed") : event
        guard let resources = try data.list("resources") else { throw data.missing("resources", "what was pushed") }
        for resource in resources {
            guard let tag = try resource.tag() else {
                news.ignoreUntagged(title)
                continue
            }
            let reference = try resource.reference("resource_url", "an image as harbor.example.com/acme/app:v1")
            news.add(reference.repository, tag, try resource.digest())
        }
        return news
    }
}
