import Events
import ImageReference

extension Rollback {
    /// The holds to add: one for each version that is left.
    func holds(
        from today: Set<DeployedVersions.Version>,
        to target: Set<DeployedVersions.Version>,
        beside holds: [ApplicationState.Hold]
    ) -> [ApplicationState.Hold] {
        let kept = Set(target.flatMap(\.names))
        let left = today.compactMap { version in version.names.first { !kept.contains($0) } }
        return Set(left).sorted { ($0.image ?? "", $0.tag) < ($1.image ?? "", $1.tag) }.compactMap { name in
            let isHeld = holds.contains { $0.application == application.name && HeldVersion($0) == name }
            guard !isHeld else { return nil }
            return ApplicationState.Hold(
                application: application.name, image: name.image, tag: name.tag, by: by, event: event.text, since: time)
        }
    }

    /// What automation holds open after the rollback: the new holds too, none on what is now wanted, and no episode of
    /// the application that would undo what is overwritten.
    func state(
        after today: ApplicationState,
        _ target: DeployedVersions,
        adding holds: [ApplicationState.Hold]
    ) -> ApplicationState {
        let wanted = Set(target.all.flatMap(\.names))
        var state = today
        state.holds.removeAll { $0.application == application.name && wanted.contains(HeldVersion($0)) }
        state.holds += holds
        for index in state.episodes.indices where state.episodes[index].application == application.name {
            guard state.episodes[index].status != .closed else { continue }
            guard state.episodes[index].elsewhere.isEmpty else {
                // What it has changed of other applications is not overwritten: that is taken back when the alert is
                // over, and until then nothing more is done.
                state.episodes[index].changed = []
                state.episodes[index].isExhausted = true
                continue
            }
            state.episodes[index].status = .closed
            state.episodes[index].at = time
        }
        return state
    }
}

/// A version as a hold names it.
struct HeldVersion: Hashable {
    /// The image's repository; `nil` for a `targetRevision`.
    let image: String?
    /// The tag, the digest or the revision.
    let tag: String

    init(image: String?, tag: String) {
        self.image = image
        self.tag = tag
    }

    init(_ hold: ApplicationState.Hold) {
        self.init(image: hold.image, tag: hold.tag)
    }
}

extension DeployedVersions.Version {
    /// What a hold may call it, the better name first. An image without tag and digest has no name.
    var names: [HeldVersion] {
        switch self {
        case .image(let image):
            [image.tag?.text, image.digest?.text].compactMap(\.self).map {
                HeldVersion(image: image.repository.name, tag: $0)
            }
        case .targetRevision(let text): [HeldVersion(image: nil, tag: text)]
        }
    }
}
