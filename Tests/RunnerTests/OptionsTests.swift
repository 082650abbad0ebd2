import GitOps
import NATS
import TestSupport
import Testing

@testable import runner

@Suite struct OptionsTests {
    @Test(arguments: [
        ([:], "none"), (["NATS_USER": "ada", "NATS_PASSWORD": "s3cret"], "password of ada"),
        (["NATS_TOKEN": "s3cret"], "token"), (["NATS_CREDS": "a.creds"], "credentials file a.creds"),
        (["NATS_NKEY": "a.nk"], "nkey of a.nk"), (["NATS_TOKEN": ""], "none"),
    ])
    func credentials(environment: [String: String], description: String) throws {
        #expect(try NATSEnvironment(environment).credentials().description == description)
    }

    @Test(arguments: [
        ["NATS_USER": "ada"], ["NATS_PASSWORD": "s3cret"], ["NATS_TOKEN": "s3cret", "NATS_CREDS": "a.creds"],
        ["NATS_TOKEN": "s3cret", "NATS_TOKEN_FILE": "file"], ["NATS_TOKEN_FILE": "/nonexistent/s3cret"],
    ])
    func credentialsThatCannotBe(environment: [String: String]) throws {
        let failure = #expect(throws: CommandFailure.self) { try NATSEnvironment(environment).credentials() }
        #expect(failure?.description.contains("s3cret") == false)
    }

    @Test func secretInAFileEndsWithItsLine() async throws {
        try await withTemporaryDirectory { directory in
            let path = try directory.write("s3cret\n", to: "token")
            guard case .token("s3cret") = try NATSEnvironment(["NATS_TOKEN_FILE": path]).credentials() else {
                Issue.record("the token is another one")
                return
            }
        }
    }

    @Test(
        arguments: [
            (nil, [:], ["nats://127.0.0.1:4222"]), (nil, ["NATS_URL": "nats://a, nats://b"], ["nats://a", "nats://b"]),
            ("nats://c", ["NATS_URL": "nats://a"], ["nats://c"]),
        ] as [(String?, [String: String], [String])])
    func servers(argument: String?, environment: [String: String], servers: [String]) {
        #expect(NATSEnvironment(environment).servers(argument) == servers)
    }

    @Test func handlersByName() throws {
        #expect(try HandlerTable.rows(named: nil).map(\.name) == HandlerTable.rows.map(\.name))
        #expect(try HandlerTable.rows(named: "image-updater, image-updater").map(\.name) == ["image-updater"])
        #expect(throws: (any Error).self) { try HandlerTable.rows(named: "") }
        #expect(throws: (any Error).self) { try HandlerTable.rows(named: "image-updater,nobody") }
    }

    @Test(arguments: [
        ("gitops.events.>", true), ("gitops.*.image", true), ("gitops.events.image", true), ("gitops.events", false),
        ("gitops.events.image.>", false), ("gitops.events.*.*", false), (">", true),
    ])
    func subjectPatterns(pattern: String, matches: Bool) {
        #expect(SubjectPattern(pattern).matches("gitops.events.image") == matches)
    }

    @Test(arguments: [
        ("gitops.events.>", true), ("gitops.>", true), ("*.events.>", true), (">", true), ("gitops.events.*", false),
        ("gitops.events.image.>", false), ("gitops.*", false),
    ])
    func patternsOfPatterns(pattern: String, covers: Bool) {
        #expect(SubjectPattern(pattern).covers(SubjectPattern("gitops.events.>")) == covers)
    }

    @Test(arguments: [
        "subjects", "no_ack", "sealed", "retention: interest", "storage: memory", "max_age", "max_msgs_per_subject",
        "max_msgs with discard: old", "max_bytes with discard: old",
    ])
    func streamsThatWouldLoseEvents(setting: String) {
        let events = BusStream(role: .events, names: .standard)
        var stream = events.wanted
        #expect(events.objection(to: stream) == nil)
        switch setting {
        case "subjects": stream.subjects = ["gitops.events.image"]
        case "no_ack": stream.isUnacknowledged = true
        case "sealed": stream.isSealed = true
        case "retention: interest": stream.retention = .interest
        case "storage: memory": stream.storage = .memory
        case "max_age": stream.maxAge = .seconds(3_600)
        case "max_msgs_per_subject": stream.maxMessagesPerSubject = 5
        case "max_msgs with discard: old": stream.maxMessages = 5
        default: stream.maxBytes = 1_000
        }
        #expect(events.objection(to: stream)?.contains("(\(setting)") == true)
    }

    @Test func streamThatRefusesWhenItIsFullLosesNothing() {
        let events = BusStream(role: .events, names: .standard)
        var stream = events.wanted
        stream.maxBytes = 1_000
        stream.discard = .new
        #expect(events.objection(to: stream) == nil)
        // Results are news.
        let results = BusStream(role: .results, names: .standard)
        stream = results.wanted
        stream.maxMessages = 5
        #expect(results.objection(to: stream) == nil)
    }

    @Test func namesBeginWithThePrefix() throws {
        let names = try BusNames(prefix: "team-a.gitops")
        #expect(names.events(.image) == "team-a.gitops.events.image")
        #expect(names.results(of: "image-updater") == "team-a.gitops.results.image-updater")
        #expect(names.eventStream == "TEAM-A_GITOPS_EVENTS")
        #expect(names.kind(of: "team-a.gitops.events.tick") == .tick)
        #expect(names.kind(of: "gitops.events.tick") == nil)
        #expect(BusNames.standard.deadLetterStream == "GITOPS_DEADLETTERS")
        for prefix in ["", "a..b", "a b", "a.*", ">", "é"] {
            #expect(throws: CommandFailure.self) { try BusNames(prefix: prefix) }
        }
    }

    @Test func consumersThatWouldLoseEvents() {
        let wanted = ConsumerConfiguration(stream: "S", durable: "d", filterSubject: "a.b")
        #expect(wanted.objection(asFor: wanted) == nil)
        var found = wanted
        found.maxDeliver = 5
        #expect(found.objection(asFor: wanted)?.contains("(max_deliver)") == true)
        found = wanted
        found.filterSubject = "a.c"
        #expect(found.objection(asFor: wanted)?.contains("(filter_subject)") == true)
        found = wanted
        found.start = .latest
        #expect(found.objection(asFor: wanted)?.contains("(deliver_policy)") == true)
    }
}
