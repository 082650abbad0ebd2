import ImageReference

/// GitHub's container registry: the web hook events `package` and `registry_package` (GitHub documentation, "Webhook
/// events and payloads").
enum GitHubSender: ImageSender {
    static let name = "ghcr"
    static let title = "GitHub"

    private static let eventHeader = "x-github-event"
    private static let deliveryHeader = "x-github-delivery"
    private static let events = ["package", "registry_package"]

    static func recognises(_ content: EventContent) -> Bool {
        if content.headers[eventHeader] != nil { return true }
        return events.contains { content.value?[$0]?["package_version"]?.isObject == true }
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let event = try content.json()
        var news = ImageNews()
        news.identity = content.headers[deliveryHeader].map { EventIdentity(sender: "github", id: $0) }
        if let kind = content.headers[eventHeader], !events.contains(kind) {
            news.ignore(action: kind, of: title)
            return news
        }
        let key = try event.member("registry_package") != nil ? "registry_package" : "package"
        let package = try event.required(key, "a package")
        let action = try event.requiredString("action", "what happened to the package")
        guard action == "published" || action == "updated" else {
            news.ignore(action: action, of: title)
            return news
        }
        let type = try package.requiredString("package_type", "the type of the package")
        guard type.lowercased() == "container" else {
            news.ignore("GitHub tells of a package that is no container image")
            return news
        }
        try readImage(package, into: &news)
        return news
    }

    private static func readImage(_ package: JSONField, into news: inout ImageNews) throws(InvalidEvent) {
        let version = try package.required("package_version", "a version of the package")
        news.time = try version.moment("updated_at")
        let metadata = try version.member("container_metadata")?.member("tag")
        guard let tag = try metadata?.tag("name") else {
            news.ignoreUntagged(title)
            return
        }
        news.add(try repository(package, version), tag, try metadata?.digest())
    }

    /// The repository in the address of the version, else in the registry's own address: GitHub keeps the case of an
    /// owner's name, and the registry does not. The address may end in a colon.
    private static func repository(
        _ package: JSONField,
        _ version: JSONField
    ) throws(InvalidEvent) -> ImageRepository {
        guard try version.text("package_url") != nil else {
            let owner = try package.requiredString("namespace", "the owner of the package").lowercased()
            return try package.repository("name", "a name as app") { "ghcr.io/\(owner)/\($0.lowercased())" }
        }
        return try version.repository("package_url", "an image as ghcr.io/acme/app:v1") { url in
            let slash = url.lastIndex(of: "/") ?? url.startIndex
            let end = url[slash...].firstIndex { $0 == ":" || $0 == "@" } ?? url.endIndex
            return url[..<end].lowercased()
        }
    }
}
