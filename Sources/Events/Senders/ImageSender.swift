/// A kind of sender that tells of images, and how it says it.
protocol ImageSender: Sendable {
    /// The name in addresses: `harbor` in `?sender=harbor`.
    static var name: String { get }
    /// The name in sentences.
    static var title: String { get }
    /// Whether the format is its own, and neither a CloudEvent nor JSON of ours: such senders repeat whatever is not
    /// answered with 200.
    static var hasOwnFormat: Bool { get }

    /// Whether the content looks like its own.
    static func recognises(_ content: EventContent) -> Bool

    /// Reads the content, which is taken to be its own.
    ///
    /// - Throws: ``InvalidEvent`` with the path of the field at fault.
    static func read(_ content: EventContent) throws(InvalidEvent) -> ImageNews
}

extension ImageSender {
    static var hasOwnFormat: Bool { true }
}

/// All senders.
enum ImageSenders {
    /// In the order in which they are tried: our own takes what no other does.
    static let all: [any ImageSender.Type] = [
        CDEventsSender.self, GitHubSender.self, HarborSender.self, PubSubSender.self, EventBridgeSender.self,
        DistributionSender.self, GitLabSender.self, AzureSender.self, DockerHubSender.self, QuaySender.self,
        OwnSender.self,
    ]

    /// The sender that the host names, else the one whose format it is.
    static func sender(of content: EventContent) throws(InvalidEvent) -> any ImageSender.Type {
        guard let name = content.sender else { return all.first { $0.recognises(content) } ?? OwnSender.self }
        guard let sender = all.first(where: { $0.name == name }) else {
            let names = all.map { $0.name }.joined(separator: ", ")
            throw InvalidEvent(.unknownSender, "sender", expected: "one of \(names)", found: "it is another")
        }
        return sender
    }
}
