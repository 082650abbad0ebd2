/// Our own JSON, which a pipeline publishes.
enum OwnSender: ImageSender {
    static let name = "ours"
    static let title = "the event"
    static let hasOwnFormat = false

    static func recognises(_ content: EventContent) -> Bool { true }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews {
        var news = ImageNews()
        news.add(try PushedImage.ownJSON(content.json()))
        return news
    }
}
