/// What an event is about: the last part of the subject that it is published to.
enum EventKind: String, CaseIterable, Sendable {
    /// An image has a new tag.
    case image
    /// An alert fires or is resolved.
    case alert
    /// A person typed a command.
    case chat
    /// Argo CD says how an application is.
    case health
    /// Time has passed: what waits for a moment looks whether it has come.
    case tick

    /// Their names, for people.
    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
