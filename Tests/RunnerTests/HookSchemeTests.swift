import Events
import FoundationEssentials
import Testing

@testable import runner

/// Who is taken for whom.
@Suite struct HookSchemeTests {
    private static func accepts(
        _ scheme: HookScheme, _ headers: Headers, body: String = "", token: String? = nil, secret: String,
        at seconds: Double = 0
    ) -> Bool {
        scheme.accepts(
            Delivery(
                body: Array(body.utf8), headers: headers, receivedAt: Date(timeIntervalSince1970: seconds)),
            token: token, secret: secret)
    }

    /// The example of GitHub's documentation, "Validating webhook deliveries".
    @Test(arguments: [
        ("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", true),
        ("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", true),
        ("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18", false),
        ("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false), ("sha256=", false), ("", false),
        ("sha256=7", false), ("sha256=+f", false),
    ])
    func gitHub(signature: String, isAccepted: Bool) {
        #expect(
            Self.accepts(
                .gitHubSignature, ["X-Hub-Signature-256": signature], body: "Hello, World!",
                secret: "It's a Secret to Everybody") == isAccepted)
    }

    /// The example of Slack's documentation, "Verifying requests from Slack", and what is wrong in one place.
    private static let slackBody = """
        token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&\
        channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&\
        response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&\
        trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c
        """
    private static let slackTime = 1_531_420_618.0
    private static let slackHeaders: Headers = [
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    ]
    private static let slackSecret = "8f742231b10e8888abcd99yyyzzz85a5"

    @Test func slack() {
        func accepts(
            _ headers: Headers = Self.slackHeaders, body: String = Self.slackBody,
            secret: String = Self.slackSecret, at: Double = Self.slackTime
        ) -> Bool {
            Self.accepts(.slackSignature, headers, body: body, secret: secret, at: at)
        }
        #expect(accepts())
        #expect(accepts(at: Self.slackTime + 299))
        #expect(!accepts(at: Self.slackTime + 301))
        #expect(!accepts(at: Self.slackTime - 301))
        #expect(!accepts(body: Self.slackBody + "&x=1"))
        #expect(!accepts(secret: Self.slackSecret + "x"))
        for name in ["X-Slack-Request-Timestamp", "X-Slack-Signature"] {
            var headers = Self.slackHeaders
            headers[name] = nil
            #expect(!accepts(headers), "\(name)")
        }
        var later = Self.slackHeaders
        later["X-Slack-Request-Timestamp"] = "1531420619"
        #expect(!accepts(later))
        later["X-Slack-Request-Timestamp"] = "nan"
        #expect(!accepts(later))
    }

    /// Signed with `openssl dgst -sha256 -hmac`.
    @Test func teams() {
        let key = Data("0123456789abcdef0123456789abcdef".utf8).base64EncodedString()
        func accepts(_ authorization: String?, body: String = #"{"text":"status"}"#) -> Bool {
            var headers = Headers()
            headers["Authorization"] = authorization
            return Self.accepts(.teamsSignature, headers, body: body, secret: key)
        }
        #expect(accepts("HMAC RLdKaEj/Nkv+9mr73D0m1xCcwFy/Ly/dICp6DqRj45k="))
        #expect(!accepts("HMAC RLdKaEj/Nkv+9mr73D0m1xCcwFy/Ly/dICp6DqRj45k=", body: "{}"))
        #expect(!accepts("RLdKaEj/Nkv+9mr73D0m1xCcwFy/Ly/dICp6DqRj45k="))
        #expect(!accepts("HMAC !"))
        #expect(!accepts(nil))
    }

    @Test(
        arguments: [
            (HookScheme.token, ["Authorization": "Bearer s3cret"], nil, true),
            (.token, ["Authorization": "bearer s3cret"], nil, true), (.token, [:], "s3cret", true),
            (.token, ["Authorization": "Bearer other"], "s3cret", false), (.token, [:], "s3cre", false),
            (.token, [:], "", false), (.token, [:], nil, false), (.token, ["Authorization": "s3cret"], nil, false),
            (.authorization, ["Authorization": "s3cret"], nil, true),
            (.authorization, ["Authorization": "Bearer s3cret"], nil, false), (.authorization, [:], "s3cret", false),
            (.mattermostToken, ["Authorization": "Token s3cret"], nil, true),
            (.mattermostToken, ["Authorization": "Token other"], nil, false), (.mattermostToken, [:], "s3cret", false),
        ] as [(HookScheme, [String: String], String?, Bool)])
    func tokens(scheme: HookScheme, headers: [String: String], token: String?, isAccepted: Bool) {
        let headers = Headers(headers.map { (name: $0.key, value: $0.value) })
        #expect(Self.accepts(scheme, headers, body: "{}", token: token, secret: "s3cret") == isAccepted)
    }

    @Test func mattermostForm() {
        #expect(Self.accepts(.mattermostToken, [:], body: "text=a&token=s+3%2Bcret", secret: "s 3+cret"))
        #expect(!Self.accepts(.mattermostToken, [:], body: "text=a&mytoken=s3cret", secret: "s3cret"))
    }

    @Test func aMessageHoldsNoProof() {
        let route = GatewayRoute(name: "mattermost", kind: .chat, scheme: .mattermostToken)
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
        let start = ContinuousClock.now
        let limit = RateLimit(perSecond: 2, now: start)
        let taken = (0..<6).map { _ in limit.take(now: start) }
        #expect(taken == [true, true, true, true, false, false])
        #expect(limit.take(now: start + .milliseconds(600)))
        #expect(!limit.take(now: start + .milliseconds(600)))
        // A long quiet time saves no more than a short one.
        #expect((0..<6).map { _ in limit.take(now: start + .seconds(60)) } == taken)
    }
}
