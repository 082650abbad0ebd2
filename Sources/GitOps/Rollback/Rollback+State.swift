import Events
import ImageReference

extension Rollback {
    /// The holds to add: one for each tag that is left.
    func holds(
        from today: Set<ImageReference>,
        to target: Set<ImageReference>,
        beside holds: [ApplicationState.Hold]
    ) -> [ApplicationState.Hold] {
        let kept = Set(target.map(HeldImage.init))
        return Set(today.map(HeldImage.init)).subtracting(kept)
            .sorted { ($0.image, $0.tag ?? "") < ($1.image, $1.tag ?? "") }
            .compactMap { left in
                guard let tag = left.tag else { return nil }
                let isHeld = holds.contains {
                    $0.application == application.name && $0.image == left.image && $0.tag == tag
                }
                guard !isHeld else { return nil }
                return ApplicationState.Hold(
                    application: application.name, image: left.image, tag: tag, by: by, event: event.text, since: time)
            }
    }

    /// What automation holds open after the rollback: the new holds too, none on what is now wanted, and no episode of
    /// the application that would undo what is overwritten.
    func state(
        after today: ApplicationState,
        _ target: DeployedVersions,
        adding holds: [ApplicationState.Hold]
    ) -> ApplicationState {
        let wanted = Set(target.images.map(HeldImage.init))
        var state = today
        state.holds.removeAll {
            $0.application == application.name && wanted.contains(HeldImage(image: $0.image, tag: $0.tag))
        }
        state.holds += holds
        for index in state.episodes.indices where state.episodes[index].application == application.name {
            guard state.episodes[index].status != .closed else { continue }
            state.episodes[index].status = .closed
            state.episodes[index].at = time
        }
        return state
    }
}

/// An image as a hold names it.
private struct HeldImage: Hashable {
    let image: String
    let tag: String?

    init(image: String, tag: String?) {
        self.image = image
        self.tag = tag
    }

    init(_ reference: ImageReference) {
        self.init(image: reference.repository.name, tag: reference.tag?.text)
    }
}
