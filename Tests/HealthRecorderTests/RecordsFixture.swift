import Events
import FoundationEssentials
import GitOps
import HealthRecorder
import ImageUpdater
import Logging
import RemoteGit
import TestSupport

/// A made-up repository behind a real server, and what functions are told of it.
struct RecordsFixture: Sendable {
    static let application = "app-00003-prod"
    static let directory = "apps/app-00003/overlays/prod"

    let server: GitServer
    let git: GitCommand

    static func run(
        _ monorepo: Monorepo = Monorepo(policy: true), _ body: (RecordsFixture) async throws -> Void
    ) async throws {
        try await monorepo.served { served in
            try await body(RecordsFixture(server: served.server, git: served.git))
        }
    }

    /// A writer that has read nothing.
    func writer(_ logger: Logger = Logger(label: "test")) throws -> BranchWriter {
        let address = try RemoteAddress(server.url(for: "repo.git"))
        return BranchWriter(
            try RemoteBranch(address, branch: "main", limits: .patient, logger: logger), repository: address,
            options: .init(signature: try .init("Tester <t@example.com>"), contention: .seconds(600)), logger: logger)
    }

    /// The commit of that name.
    func commit(_ name: String) async throws -> String { try await git("rev-parse", name).text }

    /// Argo CD's word that an application was healthy at a commit, `minute` minutes after noon.
    func healthy(
        _ commit: String,
        minute: Int = 0,
        application: String = application,
        health: String = "Healthy"
    ) throws -> PendingEvent {
        let date = Date(timeIntervalSince1970: 1_800_000_000 + Double(minute) * 60)
        let body = """
            {"application":"\(application)","revision":"\(commit)","revisions":[],"sync":"Synced","health":"\(health)",
             "phase":"Succeeded","finishedAt":"\(RFC3339.text(from: date))","healthSince":"\(RFC3339.text(from: date))"}
            """
        let delivery = Delivery(body: Array(body.utf8), receivedAt: date.addingTimeInterval(30))
        let handler = HealthRecorder()
        return PendingEvent(try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
    }

    /// A new tag of an application's image.
    func image(_ tag: String, id: String, application: Int = 3) throws -> PendingEvent {
        let body = #"{"image":"\#(MonorepoFiles(application).image)","tag":"\#(tag)"}"#
        let handler = ImageUpdater()
        let event = try handler.decode(
            Delivery(body: Array(body.utf8), receivedAt: Date(timeIntervalSince1970: 1_800_000_000)),
            byteLimit: Delivery.standardByteLimit)
        return PendingEvent(event, for: handler)
    }

    /// The records of an application by name with their trees, as Git shows them.
    func records(of application: String = application) async throws -> [(name: String, tree: String)] {
        guard let path = HealthyRecords.path(of: application) else { return [] }
        let listing = try await git("ls-tree", "\(RefName.healthyRecords):\(path)").text
        return listing.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return words.count == 4 && words[1] == "tree" ? (String(words[3]), String(words[2])) : nil
        }
    }
}

/// Rolls an application back, as a person's command does.
struct Roller: Handler {
    let name = "roller"
    var refs: Set<RefName> { [.healthyRecords] }

    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<String> {
        Event(
            identity: EventIdentity(body: delivery.body), time: delivery.receivedAt,
            payload: String(decoding: delivery.body, as: UTF8.self))
    }

    func decide(_ event: Event<String>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        var reading = JointReading()
        let policy = try reading.read(snapshot.policy())
        try reading.read(Rollback.prepare(event.payload, in: snapshot))
        var search: ApplicationSearch.Result?
        if let policy = policy ?? nil {
            search = try reading.read(ApplicationSearch(policy, in: snapshot).applications(named: event.payload))
        }
        try reading.finish()
        guard let application = search?.applications.first else { throw .failed("no application") }
        let rollback = Rollback(of: application, by: "U1", event: event.identity, time: event.time)
        switch try rollback.result(in: snapshot) {
        case .plan(let plan): return .change(plan.proposal)
        case .refused(let sentence): return .refused([Refusal(application: application.name, rule: sentence)])
        }
    }

    static func event(_ id: String, application: String = RecordsFixture.application) -> PendingEvent {
        PendingEvent(
            Event(
                identity: EventIdentity(source: "chat", id: id), time: Date(timeIntervalSince1970: 1_800_010_000),
                payload: application), for: Roller())
    }
}
