import FoundationEssentials
import RemoteGit
import Testing

@testable import GitOps

@Suite struct ApplicationStateTests {
    static let time = Date(timeIntervalSince1970: 1_800_000_000)

    static func sample(_ text: String) -> ApplicationState {
        var state = ApplicationState()
        state.holds = [
            .init(application: text, image: "r.io/shop", tag: text, by: text, event: text, since: time)
        ]
        state.episodes = [
            .init(
                application: "shop-prod", fingerprint: text, startsAt: time.addingTimeInterval(0.25), rule: text,
                step: 1,
                status: .firing, at: time, flaps: 2,
                changed: [
                    .init(path: text, field: "replicas[shop].count", from: nil, to: text),
                    .init(path: "a", field: "b", from: text, to: nil, order: 2),
                ]),
            .init(
                application: "shop-prod", fingerprint: "f", startsAt: time, rule: "r", step: 2, status: .closed,
                at: time, alert: text.isEmpty ? nil : text, isExhausted: true,
                elsewhere: text.isEmpty ? [] : [text, "b"], owner: text.isEmpty ? nil : text),
        ]
        return state
    }

    @Test(arguments: [
        "plain", "absent", "1.10", "null", "", "a: b", "a, b", "{x}", "# no comment", "two\nlines", "\u{1B}\u{0}",
        "ünï 😀",
        "'", "\"", "- a", "2026-01-31T12:00:00Z", "0x1F", " space ", "é\u{301}", "---",
    ])
    func readsWhatItWrites(text: String) throws {
        let state = Self.sample(text)
        let content = try #require(state.content)
        #expect(try ApplicationState(reading: content) == state)
        // A person reviews an entry as a line.
        #expect(String(decoding: content, as: UTF8.self).split(separator: "\n").count == 7)
    }

    @Test func isReadable() throws {
        var state = Self.sample("v1.2.4")
        state.episodes.removeLast()
        #expect(
            String(decoding: try #require(state.content), as: UTF8.self) == """
                # Held open by automation. Delete an entry to release it.
                version: 1
                holds:
                - {application: v1.2.4, image: r.io/shop, tag: v1.2.4, by: v1.2.4, event: v1.2.4, since: "2027-01-15T08:00:00Z"}
                episodes:
                - {application: shop-prod, fingerprint: v1.2.4, startsAt: "2027-01-15T08:00:00.25Z", rule: v1.2.4, step: 1, \
                status: firing, at: "2027-01-15T08:00:00Z", flaps: 2, changed: [{path: v1.2.4, field: "replicas[shop].count", \
                from: absent, to: v1.2.4}, {path: a, field: b, from: v1.2.4, to: absent, order: 2}]}

                """)
    }

    @Test func aHoldOnARevision() throws {
        var state = ApplicationState()
        state.holds = [
            .init(application: "shop", image: nil, tag: "release/2", by: "U1", event: "chat/1", since: Self.time)
        ]
        let content = try #require(state.content)
        let line =
            "- {application: shop, targetRevision: release/2, by: U1, event: chat/1, since: \"2027-01-15T08:00:00Z\"}\n"
        #expect(String(decoding: content, as: UTF8.self).hasSuffix("holds:\n\(line)"))
        #expect(try ApplicationState(reading: content) == state)
        #expect(state.holds[0].version == "targetRevision release/2")
        let both = line.replacing("targetRevision: release/2", with: "targetRevision: r, image: a, tag: b")
        let error = #expect(throws: PolicyError.self) {
            try ApplicationState(reading: Array("version: 1\nholds:\n\(both)".utf8))
        }
        #expect(error?.message.hasPrefix("unknown key in a hold") == true)
    }

    @Test func nothingHeldOpenIsNoFile() throws {
        #expect(ApplicationState().content == nil)
        #expect(try ApplicationState(reading: Array("version: 1\n".utf8)) == ApplicationState())
    }

    @Test(arguments: [
        ("version: 2", 1, 10, "expected version 1"), ("version: 1\nhold: []", 2, 1, "unknown key in the state"),
        ("version: 1\nholds: [{application: a}]", 2, 9, "expected image in a hold"),
        (
            "version: 1\nholds: [{application: a, image: b, tag: c, by: d, event: e, since: today}]", 2, 68,
            "expected a time"
        ),
        (
            "version: 1\nepisodes:\n- {application: a, fingerprint: b, startsAt: 2026-01-01T00:00:00Z, rule: c, step: 1, "
                + "status: over, at: 2026-01-01T00:00:00Z}", 3, 94, "expected one of firing, resolved, closed"
        ),
    ])
    func anErrorHasItsPlace(text: String, line: Int, column: Int, message: String) throws {
        let snapshot = Snapshot(try Revision(texts: ["apps/shop/.gitops-state": text, "apps/shop/x": ""]))
        let policy = try Policy.sample("{name: '{a}', path: 'apps/{a}'}")
        let application = try #require(
            try ApplicationSearch(policy, in: snapshot).applications(named: "shop").applications.first)
        let error = #expect(throws: Undecided.self) { try snapshot.state(of: application) }
        #expect(
            error?.message.hasPrefix("apps/shop/.gitops-state:\(line):\(column): ") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains(message) == true)
    }
}
