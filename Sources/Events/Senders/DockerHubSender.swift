import ImageReference

/// Docker Hub's web hooks (Docker documentation, "Docker Hub webhooks").
enum DockerHubSender: ImageSender {
    static let name = "dockerhub"
    static let title = "Docker Hub"

    static func recognises(_ content: EventContent) -> Bool {
        content.value?["push_data"]?.isObject == true && content.value?["repository"]?.isObject == true
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        let event = try content.json()
        let push = try event.required("push_data", "what was pushed")
        let repository = try event.required("repository", "the repository")
        var news = ImageNews()
        news.time = try push.moment(seconds: "pushed_at")
        let image = try repository.repository("repo_name", "a repository as acme/app")
        guard image.registry == "docker.io" else {
            throw InvalidEvent(
                .wrongField, repository.path(to: "repo_name"), expected: "a repository as acme/app",
                found: "it names another registry")
        }
        guard let tag = try push.tag() else {
            news.ignoreUntagged(title)
            return news
        }
        news.add(image, tag, nil)
        return news
    }
}
