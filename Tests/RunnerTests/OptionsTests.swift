import GitOps
import NATS
import TestSupport
import Testing

@testable import runner

@Suite struct OptionsTests {
    @Test(arguments: [
        ([:], "none"), (["NATS_USER": "ada", "NATS_PASSWORD": "s3cret"], "password of ada"),
        (["NATS_TOKEN": "s3cret"], "token"), (["NATS_CREDS": "a.creds"], "credentials file a.creds"),
        (["NATS_TOKEN": ""], "none"),
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

    @Test func streamsThatWouldLoseEvents() {
        var stream = StreamConfiguration(name: "GITOPS_EVENTS", subjects: ["gitops.events.>"])
        #expect(stream.objection(to: "gitops.events.image") == nil)
        #expect(stream.objection(to: "other.events.image")?.contains("(subjects: gitops.events.>)") == true)
        stream.isUnacknowledged = true
        #expect(stream.objection(to: "gitops.events.image")?.contains("(no_ack)") == true)
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
    }
}
