import FoundationEssentials

/// CNCF Distribution, the registry of most self-hosted ones (Distribution documentation, "Work with notifications").
enum DistributionSender: ImageSender {
    static let name = "distribution"
    static let title = "the registry"

    static func recognises(_ content: EventContent) -> Bool {
        guard case .array(let events)? = content.value?["events"] else { return false }
        return events.allSatisfy { $0["action"]?.text != nil && $0["target"]?.isObject == true }
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        try read(content, title: title)
    }

    /// Reads a delivery of this format, whoever sends it. Layers are pushed too, and each is an event; what counts are
    /// manifests with a tag.
    static func read(_ content: EventContent, title: String) throws(InvalidEvent) -> ImageNews {
        let delivery = try content.json()
        guard let events = try delivery.list("events") else { throw delivery.missing("events", "a list of events") }
        var news = ImageNews()
        var ids: [String] = []
        for event in events {
            let action = try event.requiredString("action", "what happened")
            guard action == "push" else {
                news.ignore(action: action, of: title)
                continue
            }
            let target = try event.required("target", "what was pushed")
            guard let tag = try target.tag() else {
                news.ignoreUntagged(title)
                continue
            }
            let host = try host(event, target)
            let image = try target.repository("repository", "a repository as team/app") { "\(host)/\($0)" }
            news.add(image, tag, try target.digest())
            if let id = try event.text("id") { ids.append(id) }
            news.time = [news.time, try event.moment("timestamp")].compactMap(\.self).max()
        }
        // A delivery has no name of its own: it is all of its events, and known if each of them has one.
        if !ids.isEmpty, ids.count == news.pushed.count {
            news.identity = EventIdentity(sender: name, id: ids.joined(separator: ","))
        }
        return news
    }

    /// The host that the image was pushed to, as the one who pushed called it.
    private static func host(_ event: JSONField, _ target: JSONField) throws(InvalidEvent) -> String {
        if let host = try event.member("request")?.text("host") { return host }
        let expected = "an address as https://registry.example.com/v2/team/app/manifests/v1"
        let url = try target.requiredString("url", expected)
        guard let host = URLComponents(string: url)?.host, !host.isEmpty else {
            throw InvalidEvent(.wrongField, target.path(to: "url"), expected: expected, found: "it has no host")
        }
        return URLComponents(string: url)?.port.map { "\(host):\($0)" } ?? host
    }
}

/// GitLab's self-managed registry, which is CNCF Distribution's at heart (GitLab documentation, "Configure container
/// registry notifications").
enum GitLabSender: ImageSender {
    static let name = "gitlab"
    static let title = "GitLab's registry"

    /// Its format is Distribution's: only its name tells.
    static func recognises(_ content: EventContent) -> Bool { false }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        try DistributionSender.read(content, title: title)
    }
}
