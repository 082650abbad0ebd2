import FoundationEssentials
import GitOps
import ImageReference
import RemoteGit

/// Which events set which images, as the trailers of the branch's last commits tell it.
struct ImageHistory {
    /// A commit that set an image.
    struct Entry {
        let commit: ObjectID
        /// The time of the event that it was made for.
        let time: Date
        let tag: String
    }

    private let ledger: [Commit]

    init(_ ledger: [Commit]) {
        self.ledger = ledger
    }

    /// The commit for the latest event that set an image in an application; `nil` if there is none.
    func latest(_ image: ImageRepository, in application: String) -> Entry? {
        var latest: Entry?
        for commit in ledger where commit.trailers(TrailerKey.application).contains(application) {
            for text in commit.trailers(TrailerKey.image) {
                guard let reference = try? ImageReference(text), reference.repository == image,
                    let tag = reference.tag, latest.map({ $0.time < commit.authored }) ?? true
                else { continue }
                latest = Entry(commit: commit.id, time: commit.authored, tag: tag.text)
            }
        }
        return latest
    }
}
