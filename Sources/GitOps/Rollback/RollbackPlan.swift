import FoundationEssentials
public import RemoteGit

/// What a rollback changes.
public struct RollbackPlan: Sendable {
    /// The application's name.
    public let application: String
    /// The state that it goes back to, as `2026-01-31T12:00:00Z (commit 0123456789ab)`.
    public let source: String
    /// The commit whose state it is, as far as its digits are known.
    public let commit: String
    /// Whether Argo CD saw that state healthy.
    public let isKnownHealthy: Bool
    /// What changes, for people: versions, and whole files where no version does.
    public let changes: [Change]
    /// The versions that are left, and held off from now on.
    public let held: [ApplicationState.Hold]
    /// The files outside the directory that it refers to, that have changed since, and that stay as they are.
    public let changedOutside: [RepositoryPath]
    /// What automation holds open afterwards.
    public let state: ApplicationState
    /// The changes of the directory.
    public let entries: [Revision.EntryChange]
    /// The file of what automation holds open.
    public let files: [Revision.FileChange]
    private let closed: Int

    /// - Throws: ``Undecided/notLoaded(_:)``.
    init(
        _ rollback: Rollback,
        _ found: RollbackSearch.Source,
        from start: RollbackStart,
        in snapshot: Snapshot
    ) throws(Undecided) {
        let application = rollback.application
        let today = start.today
        let target = found.state
        let differing = try target.differences(from: today, of: application)
        self.application = application.name
        source = found.description
        commit = found.commit
        switch found {
        case .record(let record, _):
            isKnownHealthy = true
            changedOutside = try Self.changedOutside(record, start.records, in: snapshot)
        case .commit(let earlier, _):
            isKnownHealthy = false
            changedOutside = try Self.changedOutside(earlier, application, in: snapshot)
        }
        changes = Self.changes(of: application, differing, from: today.versions, to: target.versions)
        held = rollback.holds(from: today.versions.all, to: target.versions.all, beside: start.state.holds)
        let next = rollback.state(after: start.state, target.versions, adding: held)
        closed = zip(start.state.episodes, next.episodes).count { $0.status != $1.status }
        self.state = next
        entries = Self.entries(of: application, target, differing)
        files = [Revision.FileChange(path: ApplicationState.path(of: application), content: next.content)]
    }

    // MARK: What changes

    /// The whole directory; of an application that shares its directory or is the whole repository, the files of its own.
    private static func entries(
        of application: Application,
        _ target: RollbackState,
        _ differing: [DifferingFile]
    ) -> [Revision.EntryChange] {
        guard application.files != nil || application.path == .root else {
            return [Revision.EntryChange(path: application.path, entry: target.entry)]
        }
        return differing.map { Revision.EntryChange(path: application.path.appending($0.path), entry: $0.new) }
    }

    private static func changes(
        of application: Application,
        _ differing: [DifferingFile],
        from old: DeployedVersions,
        to new: DeployedVersions
    ) -> [Change] {
        differing.flatMap { file -> [Change] in
            let path = "\(application.path.appending(file.path))"
            func change(_ field: String, _ from: String?, _ to: String?) -> Change {
                Change(application: application.name, path: path, field: field, from: from, to: to)
            }
            let places = Set(old.places.keys).union(new.places.keys).filter { $0.path == file.path }
            let versions = places.filter { old.places[$0] != new.places[$0] }.sorted { $0.field < $1.field }
            if !versions.isEmpty, file.old != nil, file.new != nil {
                return versions.map { place in
                    change(place.field, old.places[place].map { "\($0)" }, new.places[place].map { "\($0)" })
                }
            }
            return [change("content", file.old.map(Self.digits), file.new.map(Self.digits))]
        }
    }

    private static func digits(_ entry: Revision.Entry) -> String { String("\(entry.id)".prefix(12)) }

    // MARK: What is outside

    private static func changedOutside(
        _ record: HealthyRecord,
        _ records: HealthyRecords,
        in snapshot: Snapshot
    ) throws(Undecided) -> [RepositoryPath] {
        guard let path = records.outsidePath(of: record), let ref = try snapshot.ref(.healthyRecords) else { return [] }
        guard let content = try ref.file(path) else { return [] }
        return try OutsideFiles(reading: content).changed(in: snapshot)
    }

    private static func changedOutside(
        _ commit: Commit,
        _ application: Application,
        in snapshot: Snapshot
    ) throws(Undecided) -> [RepositoryPath] {
        let manifests = try ApplicationManifests(of: application, in: snapshot)
        guard !manifests.drawnIn.isEmpty, let stored = try snapshot.commit(commit.id) else { return [] }
        return try OutsideFiles(of: manifests, in: snapshot).changed(in: stored)
    }

    // MARK: The proposal

    /// The commit to be. Whose command it is goes into ``Decision/Proposal/trailers`` by the caller.
    public var proposal: Decision.Proposal {
        let episodes = (0..<closed).prefix(1).map { _ in
            Commit.Trailer(key: TrailerKey.episode, value: "closed \(application)")
        }
        return Decision.Proposal(
            subject: "Roll \(application) back to \(source)", changes: changes, files: files, entries: entries,
            trailers: episodes, message: sentence)
    }

    /// What happens, for people.
    public var sentence: String {
        var sentences = ["\(application) goes back to its state of \(source)"]
        if !isKnownHealthy { sentences.append("it is not known whether that was healthy") }
        if !held.isEmpty {
            sentences.append("held off: \(held.map(\.version).joined(separator: ", "))")
        }
        if !changedOutside.isEmpty {
            let paths = changedOutside.map(\.description).joined(separator: ", ")
            sentences.append("not rolled back, though changed since: \(paths)")
        }
        return sentences.joined(separator: "; ")
    }
}
