import FoundationEssentials
import GitOps

extension ApplicationState.Episode {
    /// The same, firing, with a step taken.
    func taking(_ step: Int, at time: Date) -> Self {
        var episode = self
        episode.step = step
        episode.status = .firing
        episode.at = time
        episode.isExhausted = false
        return episode
    }

    /// The same, firing, with the last of its steps taken and no other left.
    func exhausted(after lastStep: Int, at time: Date) -> Self {
        var episode = taking(lastStep, at: time)
        episode.isExhausted = true
        return episode
    }

    /// The same with nothing on record that was changed for it.
    func withoutChanges() -> Self {
        var episode = self
        episode.changed = []
        episode.elsewhere = []
        return episode
    }
}
