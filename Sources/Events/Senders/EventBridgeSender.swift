import ImageReference

/// Amazon's ECR through EventBridge (Amazon ECR user guide, "Amazon ECR events and EventBridge").
enum EventBridgeSender: ImageSender {
    static let name = "ecr"
    static let title = "ECR"

    static func recognises(_ content: EventContent) -> Bool {
        content.value?["source"]?.text == "aws.ecr"
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let event = try content.json()
        var news = ImageNews()
        news.identity = try event.text("id").map { EventIdentity(sender: "aws.ecr", id: $0) }
        news.time = try event.moment("time")
        let kind = try event.requiredString("detail-type", "ECR Image Action")
        guard kind == "ECR Image Action" else {
            news.ignore(action: kind, of: title)
            return news
        }
        let detail = try event.required("detail", "what was pushed")
        let action = try detail.requiredString("action-type", "PUSH or DELETE")
        guard action == "PUSH" else {
            news.ignore(action: action, of: title)
            return news
        }
        guard try detail.string("result") != "FAILURE" else {
            news.ignore("ECR tells of a push that failed")
            return news
        }
        guard let tag = try detail.tag("image-tag") else {
            news.ignoreUntagged(title)
            return news
        }
        let host = try host(event)
        let image = try detail.repository("repository-name", "a repository as team/app") { "\(host)/\($0)" }
        news.add(image, tag, try detail.digest("image-digest"))
        return news
    }

    /// The registry's host (Amazon ECR user guide, "Amazon ECR private registry"): it is made of account and region, and
    /// China has a domain of its own.
    private static func host(_ event: JSONField) throws(InvalidEvent) -> String {
        let account = try event.requiredString("account", "the number of an account")
        guard account.utf8.count <= 20, account.utf8.allSatisfy(\.isDigit) else {
            throw InvalidEvent(
                .wrongField, event.path(to: "account"), expected: "the number of an account", found: "it is none")
        }
        let region = try event.requiredString("region", "a region as eu-west-1")
        guard (1...30).contains(region.utf8.count),
            region.utf8.allSatisfy({ $0.isLowerAlphanumeric || $0 == UInt8(ascii: "-") })
        else {
            throw InvalidEvent(
                .wrongField, event.path(to: "region"), expected: "a region as eu-west-1", found: "it is none")
        }
        return "\(account).dkr.ecr.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
    }
}
