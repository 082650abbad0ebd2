import Events
import FoundationEssentials
import RemoteGit
import Testing

@testable import GitOps

extension Revision {
    /// A revision of texts by their paths.
    init(texts: [String: String]) throws {
        var files: [RepositoryPath: [UInt8]] = [:]
        for (path, text) in texts { files[try #require(RepositoryPath(path))] = Array(text.utf8) }
        try self.init(files: files)
    }
}

extension Policy {
    static func sample(_ entry: String) throws -> Policy {
        try Policy.read(PolicyReader.root(Array("version: 1\napplications:\n- \(entry)\n".utf8)))
    }
}

/// A handler that puts its payload into a file, whatever the policy says, and refuses, fails or asks where it is told.
struct FileWriter: Handler {
    struct Payload: Sendable {
        var path: String
        var text: String?
        var behaviour = Behaviour.change
    }

    enum Behaviour: Sendable {
        case change, unchanged, refuse, fail, askForEver, requirePolicy
    }

    let name = "file-writer"

    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Payload> {
        let parts = String(decoding: delivery.body, as: UTF8.self).split(separator: "=")
        let payload = Payload(path: String(parts.first ?? ""), text: parts.last.map(String.init))
        return Event(
            identity: EventIdentity(body: delivery.body), time: delivery.receivedAt, payload: payload)
    }

    func decide(_ event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        guard let path = RepositoryPath(event.payload.path) else { throw .failed("no path") }
        switch event.payload.behaviour {
        case .unchanged: return .unchanged("it is so")
        case .refuse: return .refused([Refusal(application: "shop", rule: "no")])
        case .fail: throw .failed("this cannot be decided")
        case .askForEver: throw .notLoaded([.entry(path)])
        case .requirePolicy:
            guard let policy = try snapshot.policy() else {
                return .refused([Refusal(application: nil, rule: "no policy")])
            }
            guard !policy.applications.isEmpty else { return .unchanged("an empty policy") }
        case .change: break
        }
        let old = try snapshot.file(path).map { String(decoding: $0, as: UTF8.self) }
        guard old != event.payload.text else { return .unchanged("it is so") }
        let change = Change(
            application: path.components[0], path: "\(path)", field: "text", from: old, to: event.payload.text)
        return .change(
            Decision.Proposal(
                subject: "Write \(path)", changes: [change],
                files: [.init(path: path, content: event.payload.text.map { Array($0.utf8) })]))
    }

    static func event(
        _ path: String,
        _ text: String?,
        id: String,
        at time: Date = Date(timeIntervalSince1970: 1_800_000_000),
        _ behaviour: Behaviour = .change
    ) -> PendingEvent {
        PendingEvent(
            Event(
                identity: EventIdentity(source: "test", id: id), time: time,
                payload: Payload(path: path, text: text, behaviour: behaviour)), for: FileWriter())
    }
}
