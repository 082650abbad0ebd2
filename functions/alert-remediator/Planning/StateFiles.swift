import FoundationEssentials
import GitOps
import RemoteGit

/// The state files that an event reads and changes.
struct StateFiles {
    private let snapshot: Snapshot
    private var states: [RepositoryPath: (before: ApplicationState, now: ApplicationState)] = [:]
    /// Those that change, in the order of their first change.
    private var changed: [RepositoryPath] = []
    private var isChanged: Set<RepositoryPath> = []

    init(in snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    /// An application's episodes.
    ///
    /// - Throws: ``Undecided``.
    mutating func episodes(of application: Application) throws(Undecided) -> [ApplicationState.Episode] {
        try state(of: application).episodes.filter { $0.application == application.name }
    }

    /// The episode of that key.
    ///
    /// - Throws: ``Undecided``.
    mutating func episode(
        _ key: EpisodeKey,
        of application: Application
    ) throws(Undecided) -> ApplicationState.Episode? {
        try state(of: application).episodes.first { EpisodeKey($0) == key }
    }

    /// Puts an episode on record in place of the one of the same key.
    ///
    /// - Throws: ``Undecided``.
    mutating func put(_ episode: ApplicationState.Episode, of application: Application) throws(Undecided) {
        var state = try state(of: application)
        if let index = state.episodes.firstIndex(where: { EpisodeKey($0) == EpisodeKey(episode) }) {
            state.episodes[index] = episode
        } else {
            state.episodes.append(episode)
        }
        set(state, of: application)
    }

    /// Puts another record in the place of an application's.
    ///
    /// - Throws: ``Undecided``.
    mutating func replace(with state: ApplicationState, of application: Application) throws(Undecided) {
        _ = try self.state(of: application)
        set(state, of: application)
    }

    /// Holds images off.
    ///
    /// - Throws: ``Undecided``.
    mutating func hold(_ holds: [ApplicationState.Hold], of application: Application) throws(Undecided) {
        var state = try state(of: application)
        state.holds += holds
        set(state, of: application)
    }

    /// Takes an episode off the record.
    ///
    /// - Throws: ``Undecided``.
    mutating func remove(_ key: EpisodeKey, of application: Application) throws(Undecided) {
        var state = try state(of: application)
        state.episodes.removeAll { EpisodeKey($0) == key }
        set(state, of: application)
    }

    private mutating func state(of application: Application) throws(Undecided) -> ApplicationState {
        let path = ApplicationState.path(of: application)
        if let state = states[path] { return state.now }
        let state = try snapshot.state(of: application)
        states[path] = (state, state)
        return state
    }

    private mutating func set(_ state: ApplicationState, of application: Application) {
        let path = ApplicationState.path(of: application)
        states[path]?.now = state
        if isChanged.insert(path).inserted { changed.append(path) }
    }

    /// Whether this event changes what is on record of the application.
    func isChanged(of application: Application) -> Bool {
        isChanged.contains(ApplicationState.path(of: application))
    }

    /// What a change of a record is, for an outcome that has no other change to show.
    func change(
        from before: ApplicationState.Episode?,
        to after: ApplicationState.Episode?,
        of application: Application
    ) -> Change {
        let fingerprint = (after ?? before)?.fingerprint ?? ""
        func text(_ episode: ApplicationState.Episode) -> String {
            episode.isExhausted ? "\(episode.status.rawValue), no step left" : episode.status.rawValue
        }
        return Change(
            application: application.name, path: "\(ApplicationState.path(of: application))",
            field: "episodes[\(fingerprint)].status", from: before.map(text), to: after.map(text))
    }

    /// What a commit gets of them. Records of episodes that nobody needs any more are left out.
    func fileChanges(at time: Date, _ remediations: Remediations) -> [Revision.FileChange] {
        changed.compactMap { path in
            guard var state = states[path]?.now else { return nil }
            state.episodes.removeAll { episode in
                guard episode.status == .closed else { return false }
                guard let rule = remediations.rule(named: episode.rule) else { return true }
                return time.timeIntervalSince(episode.at) > max(rule.cooldown.seconds, 0)
            }
            return Revision.FileChange(path: path, content: state.content)
        }
    }
}

extension ApplicationState.Episode {
    /// Puts edits on record so that they can be undone. Two that follow one another without another episode's between them
    /// are one.
    ///
    /// - Parameter others: the application's other episodes.
    mutating func record(_ place: ApplicationEdits, beside others: [ApplicationState.Episode]) {
        let open = others.filter { $0.status != .closed }.flatMap(\.changed)
        for change in place.edits.flatMap(\.changes) + place.claims {
            let components = change.path.components.dropFirst(place.application.path.components.count)
            var new = ApplicationState.Changed(
                path: components.joined(separator: "/"), field: change.field, from: change.from, to: change.to)
            let latest = open.filter { $0.isOfTheField(of: new) }.map(\.order).max() ?? 0
            if let index = changed.lastIndex(where: { $0.isOfTheField(of: new) }) {
                guard changed[index].order < latest || changed[index].to != new.from else {
                    changed[index].to = new.to
                    continue
                }
                new.order = max(latest, changed[index].order) + 1
            } else {
                new.order = latest + 1
            }
            changed.append(new)
        }
    }
}
