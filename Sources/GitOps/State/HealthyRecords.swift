import Crypto
import Events
public import RemoteGit

/// The states of one application that Argo CD saw healthy, as ``RemoteGit/RefName/healthyRecords`` holds them.
///
/// In that ref's tree, `<2 hex of SHA-256(application)>/<application>/<record>` is the application's directory as it
/// was: an entry that names a directory which the repository has already. So a record is a few hundred bytes, and what it
/// names is never collected. Beside it, `<record>.outside` says what the directory referred to elsewhere.
public struct HealthyRecords: Sendable {
    /// How many records of one application are kept.
    public static let mostKept = 20

    /// The application's name, as Argo CD knows it.
    public let application: String
    /// The records.
    public let newestFirst: [HealthyRecord]
    private let names: Set<String>

    /// Where an application's records are in the ref's tree; `nil` if the name cannot be one of a directory.
    public static func path(of application: String) -> RepositoryPath? {
        let digest = SHA256.hash(data: Array(application.utf8))
        return RepositoryPath.root.appending(hexadecimal(digest.prefix(1)))?.appending(application)
    }

    init(of application: String, newestFirst: [HealthyRecord], names: Set<String>) {
        self.application = application
        self.newestFirst = newestFirst
        self.names = names
    }

    /// The changes of the ref's tree that add a record and remove the oldest of more than ``mostKept``; none if it would
    /// be removed at once.
    ///
    /// - Parameter outside: what its directory refers to elsewhere.
    public func adding(
        _ record: HealthyRecord,
        outside: OutsideFiles
    ) -> (entries: [Revision.EntryChange], files: [Revision.FileChange]) {
        let all = (newestFirst + [record]).sorted { $0.isNewer(than: $1) }
        let kept = all.prefix(Self.mostKept)
        guard kept.contains(record), let directory = Self.path(of: application),
            let path = directory.appending(record.name)
        else { return ([], []) }
        let gone = Set(all.dropFirst(Self.mostKept).flatMap { [$0.name, Self.outsideName(of: $0)] }).intersection(names)
        var entries = [Revision.EntryChange(path: path, entry: .init(mode: .directory, id: record.tree))]
        entries += gone.sorted().compactMap(directory.appending).map { Revision.EntryChange(path: $0, entry: nil) }
        var files: [Revision.FileChange] = []
        if let content = outside.content, let path = directory.appending(Self.outsideName(of: record)) {
            files.append(Revision.FileChange(path: path, content: content))
        }
        return (entries, files)
    }

    private static func outsideName(of record: HealthyRecord) -> String { "\(record.name).outside" }

    /// Where it says what a record's directory referred to elsewhere; `nil` if it referred to nothing.
    func outsidePath(of record: HealthyRecord) -> RepositoryPath? {
        let name = Self.outsideName(of: record)
        return names.contains(name) ? Self.path(of: application)?.appending(name) : nil
    }
}

extension HealthyRecords {
    /// How many states are loaded at once. Most often the first will do; a request for each would be many.
    private static let loadedAtOnce = 5

    /// What to load so that the states of the first of some records can be read.
    func wants(_ records: ArraySlice<HealthyRecord>) -> Set<Want> {
        var wants: Set<Want> = []
        for record in records.prefix(Self.loadedAtOnce) {
            wants.insert(.subtree(.root, in: .tree(record.tree)))
            if let path = outsidePath(of: record) { wants.insert(.subtree(path, in: .ref(.healthyRecords))) }
        }
        return wants
    }
}

extension Snapshot {
    /// The states of an application that Argo CD saw healthy; none if nothing was recorded. A handler that reads them
    /// names ``RemoteGit/RefName/healthyRecords`` in ``Handler/refs``, and reads them together with the policy
    /// (``JointReading``).
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public func healthyRecords(of application: String) throws(Undecided) -> HealthyRecords {
        let nothing = HealthyRecords(of: application, newestFirst: [], names: [])
        guard let ref = try ref(.healthyRecords), let directory = HealthyRecords.path(of: application) else {
            return nothing
        }
        var records: [HealthyRecord] = []
        let names = try ref.names(in: directory) ?? []
        for name in names where name.mode == .directory {
            guard let path = directory.appending(name.name), let entry = try ref.entry(path) else { continue }
            if let record = HealthyRecord(named: name.name, tree: entry.id) { records.append(record) }
        }
        return HealthyRecords(
            of: application, newestFirst: records.sorted { $0.isNewer(than: $1) }, names: Set(names.map(\.name)))
    }
}
