import Events
import FoundationEssentials
import Testing

/// Who is taken for a chat system.
@Suite struct ChatProofTests {
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
            SlackProof(SharedSecret(secret)).judge(delivery(headers, body, at: at)) == .accepted
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

    @Test func slackSaysNothingWithoutASignature() {
        let proof = SlackProof(SharedSecret(Self.slackSecret))
        #expect(proof.judge(delivery([:], Self.slackBody, at: Self.slackTime)) == nil)
    }

    /// Signed with `openssl dgst -sha256 -hmac`.
    @Test func teams() throws {
        let key = Data("0123456789abcdef0123456789abcdef".utf8).base64EncodedString()
        let proof = try #require(TeamsProof(securityToken: key))
        let code = "RLdKaEj/Nkv+9mr73D0m1xCcwFy/Ly/dICp6DqRj45k="
        func judge(_ authorization: String, body: String = #"{"text":"status"}"#) -> Verification? {
            proof.judge(delivery(["Authorization": authorization], body))
        }
        #expect(judge("HMAC \(code)") == .accepted)
        for wrong in [judge("HMAC \(code)", body: "{}"), judge("HMAC !"), judge("HMAC \(key)")] {
            #expect(wrong == .rejected("the signature in Authorization is not right"))
        }
        #expect(judge(code) == nil)
        #expect(TeamsProof(securityToken: "!") == nil)
    }

    @Test func mattermost() {
        let proof = MattermostProof(SharedSecret("s 3+cret"))
        #expect(proof.judge(delivery([:], "text=a&token=s+3%2Bcret")) == .accepted)
        #expect(proof.judge(delivery([:], "text=a&token=other")) == .rejected("the token is not that of the command"))
        #expect(proof.judge(delivery([:], "text=a&mytoken=s+3%2Bcret")) == nil)
        let header = MattermostProof(SharedSecret("s3cret"))
        #expect(header.judge(delivery(["Authorization": "Token s3cret"], "token=other")) == .accepted)
        #expect(header.judge(delivery(["Authorization": "Token other"], "token=s3cret")) != .accepted)
    }

    private func delivery(_ headers: Headers, _ body: String, at seconds: Double = 0) -> Delivery {
        Delivery(body: Array(body.utf8), headers: headers, receivedAt: Date(timeIntervalSince1970: seconds))
    }
}
