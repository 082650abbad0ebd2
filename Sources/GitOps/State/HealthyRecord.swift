import Events
public import FoundationEssentials
public import RemoteGit

/// A state of an application that Argo CD saw healthy.
public struct HealthyRecord: Sendable, Hashable {
    /// When the sync ended that brought it about.
    public let finishedAt: Date
    /// The first 12 digits of the commit that was synced.
    public let revision: String
    /// The application's directory in that commit.
    public let tree: ObjectID

    /// A record of its parts.
    public init(finishedAt: Date, revision: ObjectID, tree: ObjectID) {
        self.init(finishedAt: finishedAt, revision: String("\(revision)".prefix(Self.digits)), tree: tree)
    }

    private init(finishedAt: Date, revision: String, tree: ObjectID) {
        self.finishedAt = finishedAt
        self.revision = revision
        self.tree = tree
    }

    /// Its name, by which a report that comes again is known: `2026-01-31T12:00:00Z-0123456789ab`.
    public var name: String { "\(RFC3339.text(from: finishedAt))-\(revision)" }

    private static let digits = 12

    /// Reads a name; `nil` if it is of another form.
    init?(named name: String, tree: ObjectID) {
        guard let dash = name.lastIndex(of: "-"), let date = RFC3339.date(from: String(name[..<dash])) else {
            return nil
        }
        let revision = name[name.index(after: dash)...]
        guard revision.utf8.count == Self.digits, revision.allSatisfy(\.isHexDigit) else { return nil }
        self.init(finishedAt: date, revision: String(revision), tree: tree)
    }

    /// Whether it is newer than another; of two at the same time, the one whose name comes later.
    func isNewer(than other: HealthyRecord) -> Bool {
        (finishedAt, name) > (other.finishedAt, other.name)
    }
}
