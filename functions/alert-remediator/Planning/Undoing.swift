import GitOps
import ManifestEdit
import RemoteGit

/// Takes changes that are on record back, or makes them again.
struct Undoing {
    /// What came of taking changes back.
    struct Undone {
        var edits: [FileEdit] = []
        /// The changes that were taken back.
        var changed: [ApplicationState.Changed] = []
        /// Values that somebody has changed since, or that cannot be changed back: they are left.
        var left: [String] = []
        /// Numbers of replicas that were outside of the limits before, so that they are not set back to.
        var limited: [String] = []
        /// Values that stay for another episode, which has changed them further and takes them back later.
        var handedOn: [String] = []
        /// The other episodes.
        var others: [ApplicationState.Episode]

        /// Leaves a value to the open episode that has changed it next, or found it as it needs it.
        mutating func handOn(_ change: ApplicationState.Changed) -> Bool {
            let later = others.indices.filter { others[$0].status != .closed }.flatMap { episode in
                others[episode].changed.indices.map { (episode: episode, change: $0) }
            }.filter { place in
                let other = others[place.episode].changed[place.change]
                return other.isOfTheField(of: change) && other.order > change.order
            }
            let next = later.min {
                others[$0.episode].changed[$0.change].order < others[$1.episode].changed[$1.change].order
            }
            // Where somebody has changed it in between, that is what the later one goes back to.
            guard let next, others[next.episode].changed[next.change].from == change.to else { return false }
            others[next.episode].changed[next.change].from = change.from
            let other = others[next.episode]
            handedOn.append("\(Prose.name(of: change.field)) for \(other.alert ?? other.rule)")
            return true
        }

        /// Whether no value was on record that it could have taken back.
        var isNothing: Bool { edits.isEmpty && limited.isEmpty && left.isEmpty && handedOn.isEmpty }

        /// What was done, for people.
        var sentence: String {
            let back = edits.flatMap(\.changes)
            let undone = back.isEmpty ? [] : ["undone: \(Prose.text(back))"]
            let left = left.isEmpty ? [] : ["left: \(left.joined(separator: ", "))"]
            let kept = handedOn.isEmpty ? [] : ["kept: \(handedOn.joined(separator: ", "))"]
            let all = undone + limited + left + kept
            return all.isEmpty ? "nothing is left to undo" : all.joined(separator: "; ")
        }
    }

    /// What came of making changes again.
    enum Again {
        case edits(ApplicationEdits)
        /// Some values are not any more what they were after the changes were taken back.
        case notAsItWas
    }

    private let subject: EpisodeSubject
    private let files: EditedFiles
    private let snapshot: Snapshot

    init(of subject: EpisodeSubject, files: EditedFiles, in snapshot: Snapshot) {
        self.subject = subject
        self.files = files
        self.snapshot = snapshot
    }

    /// Takes changes back, the last one first, each only if the value is still what was set.
    ///
    /// - Parameter others: the application's other episodes.
    /// - Throws: ``Undecided``.
    func back(
        _ changes: [ApplicationState.Changed],
        others: [ApplicationState.Episode]
    ) throws(Undecided) -> Undone {
        var undone = Undone(others: others)
        var edited = EditedManifests(of: subject.application, files: files, in: snapshot)
        for change in changes.reversed() {
            // It was so before, and whoever has set it takes it back.
            guard !change.isClaim else {
                undone.changed.insert(change, at: 0)
                continue
            }
            let name = Prose.name(of: change.field)
            do throws(Refused) {
                if undone.handOn(change) { continue }
                let now = try edited.value(of: change)
                guard now == change.to else {
                    undone.left.append("\(name) is \(now ?? "gone") by now, and not \(change.to ?? "gone")")
                    continue
                }
                let former = try former(change, in: edited)
                if let outside = former.outside {
                    let kept = former.value ?? "none"
                    undone.limited.append(
                        "\(name) are \(kept) and not \(outside) as before, which the limits do not allow")
                }
                try edited.restore(change, to: former.value)
                guard former.value != change.to else { continue }
                var change = change
                change.from = former.value
                undone.changed.insert(change, at: 0)
            } catch {
                switch error {
                case .undecided(let undecided): throw undecided
                case .reason(let reason): undone.left.append("\(name), since \(reason)")
                }
            }
        }
        undone.edits = edited.edits
        return undone
    }

    /// Makes changes again, if all values are what they were before the changes.
    ///
    /// - Throws: ``Undecided``.
    func again(_ changes: [ApplicationState.Changed]) throws(Undecided) -> Again {
        var edited = EditedManifests(of: subject.application, files: files, in: snapshot)
        var again = ApplicationEdits(application: subject.application)
        do throws(Refused) {
            for change in changes {
                guard try edited.value(of: change) == change.from, try allowed(change.to, for: change) == change.to
                else {
                    return .notAsItWas
                }
                guard !change.isClaim else {
                    let path = subject.application.path.resolving(change.path) ?? subject.application.path
                    again.claims.append(ValueChange(path: path, field: change.field, from: change.from, to: change.to))
                    continue
                }
                try edited.restore(change, to: change.to)
            }
        } catch {
            guard case .reason = error else { throw error.undecided }
            return .notAsItWas
        }
        again.edits = edited.edits
        return .edits(again)
    }

    /// What a value is taken back to. Numbers of replicas stay between the limits, whoever left them outside: also where an
    /// entry goes and what it hid comes into effect, as the number of a base.
    ///
    /// - Returns: the value, `nil` for none, and the number of replicas that there were if that is outside of the limits.
    private func former(
        _ change: ApplicationState.Changed,
        in edited: EditedManifests
    ) throws(Refused) -> (value: String?, outside: Int?) {
        guard ReplicaField.isCount(change.field) else { return (change.from, nil) }
        let count = if let from = change.from { Int(from) } else { try countBehind(change, in: edited) }
        guard let count, subject.replicas.clamp(count) != count else { return (change.from, nil) }
        return (String(subject.replicas.clamp(count)), count)
    }

    /// The number of replicas that comes into effect when an entry goes that was added.
    private func countBehind(
        _ change: ApplicationState.Changed,
        in edited: EditedManifests
    ) throws(Refused) -> Int? {
        var without = edited
        try without.restore(change, to: nil)
        let now = try counts(edited)
        return try counts(without).first { $0.value != now[$0.key] }?.value
    }

    /// The numbers of replicas in effect, by workload.
    private func counts(_ edited: EditedManifests) throws(Refused) -> [String: Int] {
        var contents = files.contents
        for edit in edited.edits { contents[edit.path] = edit.content }
        let manifests: WorkloadManifests
        do {
            manifests = try ApplicationManifests(of: subject.application, in: snapshot, edited: contents).workloads
        } catch {
            throw .undecided(error)
        }
        var counts: [String: Int] = [:]
        for workload in manifests.workloads {
            // What has no number of replicas has none to be limited.
            if let scale = try? manifests.scale(of: workload) {
                counts["\(workload.path) \(workload.label)"] = scale.count
            }
        }
        return counts
    }

    /// A value as it may be set: numbers of replicas stay between the limits, whoever left them outside.
    private func allowed(_ value: String?, for change: ApplicationState.Changed) throws(Refused) -> String? {
        guard let value, let count = Int(value), ReplicaField.isCount(change.field) else { return value }
        return String(subject.replicas.clamp(count))
    }
}

extension ApplicationState.Changed {
    /// Whether nothing was changed: the value was as it had to be, and is to stay so.
    fileprivate var isClaim: Bool { from == to }

    /// Whether both are of one value.
    func isOfTheField(of other: ApplicationState.Changed) -> Bool { path == other.path && field == other.field }
}
