import FoundationEssentials
import ImageReference

/// What a sender's delivery comes to.
struct ImageNews {
    /// The images with new tags, in the order of the delivery.
    private(set) var pushed: [PushedImage] = []
    /// What else it tells of, in a sentence.
    private(set) var ignored: String?
    /// The sender's own name for this delivery, if it gives one.
    var identity: EventIdentity?
    /// The sender's own time of this delivery, if it gives one.
    var time: Date?

    /// No delivery of a registry holds more; each costs a search.
    private static let mostImages = 100

    /// The images, each tag once: of two digests for one tag the later one holds.
    ///
    /// - Throws: ``InvalidEvent`` if there are too many.
    func images(from title: String) throws(InvalidEvent) -> [PushedImage] {
        var images: [PushedImage] = []
        for image in pushed {
            images.removeAll { $0.image == image.image && $0.tag == image.tag }
            images.append(image)
        }
        guard images.count <= Self.mostImages else {
            throw InvalidEvent(
                .wrongField, expected: "at most \(Self.mostImages) images", found: "\(title) tells of more at once")
        }
        return images
    }

    /// Notes an image.
    mutating func add(_ image: PushedImage) {
        pushed.append(image)
    }

    /// Notes a registry's image.
    mutating func add(_ image: ImageRepository, _ tag: ImageTag, _ digest: ImageDigest?) {
        add(PushedImage(image: image, tag: tag, digest: digest, isOurOwn: false))
    }

    /// Notes that the delivery tells of something that sets no tag.
    mutating func ignore(_ sentence: String) {
        ignored = ignored ?? sentence
    }

    /// Notes an action that sets no tag.
    mutating func ignore(action: String?, of title: String) {
        ignore("\(title) tells of \(Self.quoted(action)), which sets no tag")
    }

    /// Notes that an image was pushed without a tag, as parts of an image for several platforms are.
    mutating func ignoreUntagged(_ title: String) {
        ignore("\(title) tells of an image without a tag")
    }

    /// The sender's word, if it is a harmless one.
    private static func quoted(_ word: String?) -> String {
        guard let word, (1...60).contains(word.utf8.count),
            word.utf8.allSatisfy({ $0.isAlphanumeric || "_-. ".utf8.contains($0) })
        else {
            return "something else than a push"
        }
        return "'\(word)'"
    }
}
