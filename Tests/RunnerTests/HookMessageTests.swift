import Events
import FoundationEssentials
import Synchronization
import Testing

@testable import runner

/// What of a delivery is put on the bus.
@Suite struct HookMessageTests {
    @Test func aMessageHoldsNoProof() {
        let route = GatewayRoute(name: "mattermost", kind: .chat, proof: .mattermost)
        let delivery = Delivery(
            body: Array("command=%2Fx&token=s3cret&trigger_id=7".utf8),
            headers: [
                "authorization": "Token s3cret", "cookie": "s3cret", "x-slack-signature": "s3cret",
                "content-type": "application/x-www-form-urlencoded",
            ], receivedAt: Date(timeIntervalSince1970: 0))
        let message = HookMessage(delivery, by: route, kind: .chat)
        #expect(String(decoding: message.body, as: UTF8.self) == "command=%2Fx&trigger_id=7")
        #expect(message.headers.map(\.name) == ["content-type", "Gitops-Sender"])
        #expect(message.id == HookMessage(delivery, by: route, kind: .chat).id)
    }

    @Test func aCommandComesInNoEnvelope() {
        let route = GatewayRoute(name: "slack", kind: .chat, proof: .slack)
        let form = Array("command=%2Fx&trigger_id=7".utf8)
        let plain: Headers = ["content-type": "application/x-www-form-urlencoded"]
        var enveloped = plain
        for (name, value) in [("specversion", "1.0"), ("id", "8"), ("source", "/x"), ("time", "2026-01-31T12:00:00Z")] {
            enveloped["ce-\(name)"] = value
        }
        let messages = [plain, enveloped].map { headers in
            HookMessage(
                Delivery(body: form, headers: headers, receivedAt: Date(timeIntervalSince1970: 0)), by: route,
                kind: .chat)
        }
        #expect(messages[0] == messages[1])
    }

    @Test(arguments: [
        (#"{"specversion":"1.0","id":"1","source":"/ci","type":"gitops.events.health"}"#, EventKind.health),
        (#"{"specversion":"1.0","id":"1","source":"/ci","type":"gitops.events.chat"}"#, .image),
        (#"{"specversion":"1.0","id":"1","source":"/ci","type":"dev.cdevents.artifact.published.0.2.0"}"#, .image),
        ("[]", .image),
    ])
    func eventsSayWhatTheyAreAbout(body: String, kind: EventKind) {
        let headers: Headers = ["content-type": "application/cloudevents+json; charset=utf-8"]
        let delivery = Delivery(
            body: Array(body.utf8), headers: headers, receivedAt: Date(timeIntervalSince1970: 0))
        #expect(HookMessage(delivery, by: .events, kind: .image).kind == kind)
    }

    @Test func limitsTheRate() {
        let now = Mutex(ContinuousClock.now)
        let limit = RateLimit(perSecond: 2) { now.withLock(\.self) }
        let taken = (0..<6).map { _ in limit.take() }
        #expect(taken == [true, true, true, true, false, false])
        now.withLock { $0 += .milliseconds(600) }
        #expect(limit.take())
        #expect(!limit.take())
        // A long quiet time saves no more than a short one.
        now.withLock { $0 += .seconds(60) }
        #expect((0..<6).map { _ in limit.take() } == taken)
    }
}
