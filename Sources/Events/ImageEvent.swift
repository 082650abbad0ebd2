/// Images have new tags in their registry.
public struct ImageEvent: Sendable, Hashable {
    /// The images of one delivery, in its order; none if it tells of something else.
    public var images: [PushedImage]

    /// An event of its images.
    public init(images: [PushedImage]) {
        self.images = images
    }

    /// The names of all senders, as in `?sender=harbor`.
    public static var senders: [String] { ImageSenders.all.map { $0.name } }
}

extension ImageEvent: EventPayload {
    /// Reads the payload of an image event: in the format of the sender that the host names, else in the one that content
    /// and headers show, else as our own JSON.
    public static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<ImageEvent> {
        let sender = try ImageSenders.sender(of: content)
        let news = try sender.read(content)
        let images = try news.images(from: sender.title)
        return ReceivedPayload(
            payload: ImageEvent(images: images), identity: news.identity, time: news.time,
            ignored: images.isEmpty ? news.ignored ?? "\(sender.title) names no tag" : nil,
            sender: sender.hasOwnFormat ? sender.name : nil)
    }
}
