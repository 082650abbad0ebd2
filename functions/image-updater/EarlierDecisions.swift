import Events
import FoundationEssentials
import GitOps
import ImageReference

/// What was decided before on an image and is still in force: tags and digests that were rolled back from, and events of
/// a later time.
struct EarlierDecisions {
    let history: ImageHistory
    /// When the event happened that is decided on.
    let time: Date
    /// Whether somebody sets the tag on purpose, whatever is held off.
    let isDeliberate: Bool

    /// Why the event comes too late, where the policy goes by time: one of a later time set the image already.
    func outdating(_ repository: ImageRepository, in application: Application) -> String? {
        guard case .newest = application.updates.tags,
            let entry = history.latest(repository, in: application.name), entry.time > time
        else { return nil }
        return "\(application.name) has \(entry.tag) from a later event (commit \(entry.commit))"
    }

    /// The holds that end if the image is set.
    ///
    /// - Throws: the rule of a hold that the tag or the digest may not pass.
    func holds(
        of state: ApplicationState,
        endedBy image: PushedImage,
        of repository: ImageRepository,
        in application: Application
    ) throws(Objection) -> [ApplicationState.Hold] {
        let tags = application.updates.tags
        var ended: [ApplicationState.Hold] = []
        for hold in state.holds
        where hold.application == application.name && hold.image.flatMap({ try? ImageRepository($0) }) == repository {
            switch hold.effect(on: image.tag, digest: image.digest, ordered: tags, at: time) {
            case .refuses where isDeliberate: if hold.isOn(image.tag, image.digest) { ended.append(hold) }
            case .refuses(let rule): throw Objection(rule: rule)
            case .ends: ended.append(hold)
            case .none: continue
            }
        }
        return ended
    }
}
