/// What came of one event: the line that every host gives, as JSON.
public struct Outcome: Sendable, Codable, Equatable {
    /// What came of it.
    public var outcome: OutcomeKind
    /// A sentence for people.
    public var message: String
    /// The handler's name.
    public var handler: String
    /// The event's source and id; `nil` if it could not be read.
    public var event: String?
    /// The repository's address, without credentials.
    public var repository: String?
    /// The branch.
    public var branch: String?
    /// The commit that holds the change: the new one, or the earlier one of an event that was handled before.
    public var commit: String?
    /// The address of the commit for a browser, where the policy says how it is made.
    public var link: String?
    /// What was changed.
    public var changes: [Change]?
    /// What changed in files, as `git diff` prints it, as far as it is of use in a chat; `nil` where nobody asked for it. No
    /// part of the line.
    public var diff: String?
    /// The code by which somebody else approves what was asked for: ``changes`` are those to come. `nil` if nothing waits.
    public var pending: String?
    /// The applications that the policy does not let change.
    public var refused: [Refusal]?
    /// Git requests that this event cost; in a group, its share.
    public var requests: Int?
    /// Bytes of the requests' bodies.
    public var bytesSent: Int?
    /// Bytes of the answers' bodies.
    public var bytesReceived: Int?
    /// From the event's arrival to its outcome.
    public var milliseconds: Int?
    /// Whether nothing was pushed because only the decision was asked for.
    public var dryRun: Bool?

    /// An outcome of what is always there.
    public init(_ outcome: OutcomeKind, _ message: String, handler: String, event: String? = nil) {
        self.outcome = outcome
        self.message = message
        self.handler = handler
        self.event = event
    }

    private enum CodingKeys: CodingKey {
        case outcome, message, handler, event, repository, branch, commit, link, changes, pending, refused
        case requests, bytesSent, bytesReceived, milliseconds, dryRun
    }
}

/// One value that was changed.
public struct Change: Sendable, Codable, Equatable {
    /// The application, by its name in the policy.
    public var application: String
    /// The file, from the root of the repository.
    public var path: String
    /// The field in the file, as `images[registry.example.com/shop].newTag`.
    public var field: String
    /// The value before; `nil` where there was none.
    public var from: String?
    /// The value now; `nil` where it was removed.
    public var to: String?

    /// A change of its parts.
    public init(application: String, path: String, field: String, from: String?, to: String?) {
        self.application = application
        self.path = path
        self.field = field
        self.from = from
        self.to = to
    }
}

/// An application that stays as it is, and why.
public struct Refusal: Sendable, Codable, Equatable {
    /// The application, by its name in the policy; `nil` where the event as a whole is refused.
    public var application: String?
    /// The rule that says no, in a sentence.
    public var rule: String

    /// A refusal of its parts.
    public init(application: String?, rule: String) {
        self.application = application
        self.rule = rule
    }
}

extension Refusal: CustomStringConvertible {
    /// The rule, behind the application that it speaks of.
    public var description: String { [application, rule].compactMap(\.self).joined(separator: ": ") }
}
