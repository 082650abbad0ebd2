import FoundationEssentials
import GitOps

/// What an episode's state and an event come to, before any manifest is looked at.
enum EpisodeVerdict: Equatable {
    /// Everything stays. The sentence says what is so.
    case keep(String)
    /// A step is to be taken, from 1. What the episode has changed before stays on record.
    case take(step: Int, of: ApplicationState.Episode)
    /// The alert is back soon after its changes were undone: the episode with those that are to be made again.
    case restore(ApplicationState.Episode)
    /// No step is left: say so, once.
    case exhaust(ApplicationState.Episode)
    /// Only the record changes, to this.
    case record(ApplicationState.Episode, RecordReason)
    /// The alert is over for long enough: undo the changes and close.
    case undo(ApplicationState.Episode)
    /// The record is not needed any more.
    case forget
}

/// Why an episode's record changes and nothing else.
enum RecordReason: Equatable {
    /// The alert is over; what was changed is undone later.
    case resolved
    /// The alert is over, and there is nothing that would be undone.
    case closed
    /// The alert was over before anybody heard that it fired.
    case overBeforeItFired
    /// The alert fires again, and what was changed for it is still there.
    case firesAgain
}
