public import FoundationEssentials
public import RemoteGit

/// What automation holds open for the applications of one directory: the file `.gitops-state` beside their manifests.
///
/// It is there only while something is held open. People read it in review and delete an entry to release it; Argo CD,
/// Kustomize and Helm ignore the name.
public struct ApplicationState: Sendable, Hashable {
    /// The file's name in an application's directory.
    public static let fileName = ".gitops-state"

    /// The versions that must not come back by themselves.
    public var holds: [Hold] = []
    /// The alerts that were acted on and are not over.
    public var episodes: [Episode] = []

    /// The state in which nothing is held open.
    public init() {}

    /// Where an application's state is. Applications of one directory share the file.
    public static func path(of application: Application) -> RepositoryPath {
        application.path.appending(fileName) ?? application.path
    }
}

extension ApplicationState {
    /// A version that was rolled back from.
    public struct Hold: Sendable, Hashable {
        /// The application, by its name in the policy.
        public var application: String
        /// The image's repository; `nil` where a Git revision is held off that Argo CD syncs.
        public var image: String?
        /// The tag that is held off, the digest of an image that no tag tells from another, or the `targetRevision`.
        public var tag: String
        /// Who asked for it.
        public var by: String
        /// The event that did it, by its name in the ledger.
        public var event: String
        /// The event's time.
        public var since: Date

        /// A hold of its parts.
        public init(application: String, image: String?, tag: String, by: String, event: String, since: Date) {
            self.application = application
            self.image = image
            self.tag = tag
            self.by = by
            self.event = event
            self.since = since
        }
    }

    /// An alert that was acted on.
    public struct Episode: Sendable, Hashable {
        /// How far the episode is.
        public enum Status: String, Sendable, Hashable, CaseIterable {
            /// The alert fires.
            case firing
            /// The alert is over; what was changed for it is still there.
            case resolved
            /// Nothing is left to undo. The entry stays until its cooldown is over.
            case closed
        }

        /// The application, by its name in the policy.
        public var application: String
        /// The alert's identity among its labels, as Alertmanager gives it.
        public var fingerprint: String
        /// When the alert began, which tells one episode from the next.
        public var startsAt: Date
        /// The rule that acts on it.
        public var rule: String
        /// The last step that was taken, from 1.
        public var step: Int
        /// How far it is.
        public var status: Status
        /// The time of the event that made it so.
        public var at: Date
        /// How often it came back within its cooldown.
        public var flaps: Int
        /// What was changed, in the order of the changes.
        public var changed: [Changed]
        /// The alert's name, for people; `nil` if it was not written down.
        public var alert: String?
        /// Whether no step is left and this was said.
        public var isExhausted: Bool
        /// The other applications of which something was changed for the alert. What it was is on record beside their
        /// manifests, in an episode of theirs that names this application as its ``owner``.
        public var elsewhere: [String]
        /// The application whose alert it is, where that is another one: then this is the part of that application's
        /// episode that is about the manifests here, and goes as that one goes.
        public var owner: String?

        /// An episode of its parts.
        public init(
            application: String,
            fingerprint: String,
            startsAt: Date,
            rule: String,
            step: Int,
            status: Status,
            at: Date,
            flaps: Int = 0,
            changed: [Changed] = [],
            alert: String? = nil,
            isExhausted: Bool = false,
            elsewhere: [String] = [],
            owner: String? = nil
        ) {
            self.application = application
            self.fingerprint = fingerprint
            self.startsAt = startsAt
            self.rule = rule
            self.step = step
            self.status = status
            self.at = at
            self.flaps = flaps
            self.changed = changed
            self.alert = alert
            self.isExhausted = isExhausted
            self.elsewhere = elsewhere
            self.owner = owner
        }

        /// Whether anything was changed that would be undone, here or elsewhere.
        public var hasChanges: Bool { !changed.isEmpty || !elsewhere.isEmpty }
    }

    /// A value that was changed for an episode.
    public struct Changed: Sendable, Hashable {
        /// The file, from the application's directory.
        public var path: String
        /// The field in the file.
        public var field: String
        /// The value before; `nil` where there was none.
        public var from: String?
        /// The value that was set; `nil` where it was removed. The one before, where it was already as it had to be.
        public var to: String?
        /// Its place among the changes of the same value that are held open, from 1.
        public var order: Int

        /// A change of its parts.
        public init(path: String, field: String, from: String?, to: String?, order: Int = 1) {
            self.path = path
            self.field = field
            self.from = from
            self.to = to
            self.order = order
        }
    }
}

extension Snapshot {
    /// What is held open in an application's directory, for all applications there.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``, or ``Undecided/failed(_:)`` with file, line and column.
    public func state(of application: Application) throws(Undecided) -> ApplicationState {
        let path = ApplicationState.path(of: application)
        guard let content = try file(path) else { return ApplicationState() }
        do {
            return try ApplicationState(reading: content)
        } catch {
            throw .failed("\(path):\(error.line):\(error.column): \(error.message)")
        }
    }
}
