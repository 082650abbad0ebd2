/// Azure's container registry: its web hooks, and the same through Event Grid as CloudEvents (Azure documentation,
/// "Azure Container Registry webhook reference", "Azure Container Registry as an Event Grid source").
enum AzureSender: ImageSender {
    static let name = "acr"
    static let title = "Azure's registry"

    static func recognises(_ content: EventContent) -> Bool {
        if let event = content.cloudEvent { return event.type.hasPrefix("Microsoft.ContainerRegistry.") }
        guard let value = content.value, let action = value["action"]?.text else { return false }
        return action == "ping" || value["target"]?.isObject == true
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let event = try content.json()
        var news = ImageNews()
        news.identity = try event.text("id").map { EventIdentity(sender: "acr", id: $0) }
        news.time = try event.moment("timestamp")
        let action = try event.requiredString("action", "what happened to the image")
        guard action == "push" else {
            news.ignore(action: action, of: title)
            return news
        }
        let target = try event.required("target", "what was pushed")
        guard let tag = try target.tag() else {
            news.ignoreUntagged(title)
            return news
        }
        let request = try event.required("request", "the request of the push")
        let host = try request.requiredString("host", "a host as acme.azurecr.io")
        let image = try target.repository("repository", "a repository as team/app") { "\(host)/\($0)" }
        news.add(image, tag, try target.digest())
        return news
    }
}
