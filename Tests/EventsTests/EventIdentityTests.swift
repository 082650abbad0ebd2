import FoundationEssentials
import Testing

@testable import Events

@Suite struct EventIdentityTests {
    static let bare = #"{"image":"app","tag":"v1"}"#
    static let cloudEvent = #"{"specversion":"1.0","id":"4711","source":"ci","type":"t","data":{}}"#

    /// A payload whose sender numbers and dates its deliveries.
    struct Numbered: EventPayload {
        static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<Numbered> {
            ReceivedPayload(
                payload: Numbered(), identity: EventIdentity(sender: "github", id: "72d3162e"),
                time: Date(timeIntervalSince1970: 3))
        }
    }

    @Test func order() throws {
        var delivery = Delivery(Self.bare)
        let hash = try Event<ImageEvent>.decode(delivery).identity
        #expect(hash == EventIdentity(body: delivery.body))
        #expect(hash.kind == .naming)
        delivery.streamPosition = StreamPosition(stream: "GITOPS", sequence: 42)
        let stream = try Event<ImageEvent>.decode(delivery).identity
        #expect(stream.text == "nats:GITOPS#42")
        #expect(stream.kind == .identifying)
        #expect(try Event<Numbered>.decode(delivery).identity.text == "github#72d3162e")
        delivery.body = Array(Self.cloudEvent.utf8)
        #expect(try Event<Numbered>.decode(delivery).identity.text == "ci/4711")
    }

    @Test func timeOrder() throws {
        var delivery = Delivery(Self.bare)
        #expect(try Event<ImageEvent>.decode(delivery).time == Samples.receivedAt)
        #expect(try Event<Numbered>.decode(delivery).time.timeIntervalSince1970 == 3)
        delivery.streamTime = Date(timeIntervalSince1970: 2)
        #expect(try Event<Numbered>.decode(delivery).time.timeIntervalSince1970 == 2)
        delivery.body = Array(Self.cloudEvent.utf8)
        #expect(try Event<Numbered>.decode(delivery).time.timeIntervalSince1970 == 2)
        let timed = Self.cloudEvent.dropLast() + #","time":"1970-01-01T00:00:01Z"}"#
        delivery.body = Array(timed.utf8)
        #expect(try Event<Numbered>.decode(delivery).time.timeIntervalSince1970 == 1)
    }

    @Test(arguments: [
        ("ci", "4711", "ci/4711"),
        ("https://ci.example.com/jobs?a=b", "1", "https://ci.example.com/jobs?a=b/1"),
        ("a/b", "c", "a/b/c"),
        ("a", "b/c", "a/b%2Fc"),
        ("nats:GITOPS#42", "1", "nats:GITOPS%2342/1"),
        ("ci\nGitops-Actor: root", "1\r", "ci%0AGitops-Actor:%20root/1%0D"),
        ("é%", "\u{7F}\u{0}", "%C3%A9%25/%7F%00"),
    ])
    func isOneLineOfPlainText(source: String, id: String, text: String) {
        #expect(EventIdentity(source: source, id: id).text == text)
    }

    @Test func theOverlongIsReplacedByItsHash() {
        #expect(EventIdentity(source: "s", id: String(repeating: "1", count: 254)).text.utf8.count == 256)
        let long = EventIdentity(source: "s", id: String(repeating: "1", count: 255))
        #expect(long.text.hasPrefix("long:sha256:") && long.text.utf8.count == 76)
        #expect(long.kind == .identifying)
        #expect(long != EventIdentity(source: "s", id: String(repeating: "2", count: 255)))
        #expect(long == EventIdentity(source: "s", id: String(repeating: "1", count: 255)))
    }

    @Test func bodyHashIsSHA256() {
        // FIPS 180-2, appendix B.1.
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(EventIdentity(body: Array("abc".utf8)).text == "sha256:" + digest)
    }
}
