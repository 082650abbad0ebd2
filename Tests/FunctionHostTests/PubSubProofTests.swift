import Events
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import FunctionHost

/// Tokens of Pub/Sub, with keys from a server as Google's.
@Suite struct PubSubProofTests {
    static let expectation = IdentityToken.Expectation(audience: "gitops", serviceAccount: "push@acme.example.com")
    static let now = Date(timeIntervalSince1970: 1_770_000_000)

    @Test func takesGooglesTokens() async throws {
        let issuer = try TokenIssuer(keyID: "key-1")
        let server = try Self.server(["key-1": issuer.publicKey()])
        let proof = PubSubProof(Self.expectation, keys: GoogleKeys(at: server.url))
        let token = try issuer.token(Self.claims())
        #expect(await proof.judge(Self.delivery(token)) == .accepted)
        #expect(await proof.judge(Self.delivery(token, sender: "google")) == .accepted)
        #expect(await proof.judge(Self.delivery(token, sender: "harbor")) == nil)
        #expect(await proof.judge(Self.delivery("a shared secret")) == nil)
        #expect(
            await proof.judge(Self.delivery(try issuer.token(Self.claims(audience: "x"))))
                == .rejected("the token is for another audience"))
        #expect(server.requests.count == 1)
    }

    @Test func keysAreFetchedAgain() async throws {
        let (old, new) = (try TokenIssuer(keyID: "old"), try TokenIssuer(keyID: "new"))
        let published = Mutex(["old": try old.publicKey()])
        let server = try TinyHTTPServer { _ in
            Self.answer(published.withLock { $0 })
        }
        let keys = GoogleKeys(at: server.url)
        #expect(try await keys.keys(with: "old", at: Self.now).has("old"))
        let newKey = try new.publicKey()
        published.withLock { $0["new"] = newKey }
        // Anybody can name a key that is not there.
        #expect(try await !keys.keys(with: "new", at: Self.now.addingTimeInterval(59)).has("new"))
        #expect(server.requests.count == 1)
        #expect(try await keys.keys(with: "new", at: Self.now.addingTimeInterval(60)).has("new"))
        #expect(try await keys.keys(with: "old", at: Self.now.addingTimeInterval(359)).has("old"))
        #expect(server.requests.count == 2)
        // What the header says is over.
        #expect(try await keys.keys(with: "old", at: Self.now.addingTimeInterval(361)).has("old"))
        #expect(server.requests.count == 3)
        server.stop()
        // Then old keys are better than none.
        #expect(try await keys.keys(with: "old", at: Self.now.addingTimeInterval(3600)).has("old"))
        await #expect(throws: GoogleKeys.Failure.self) {
            try await keys.keys(with: "newer", at: Self.now.addingTimeInterval(3600))
        }
    }

    @Test(arguments: [503, 200]) func isUndecidedWithoutKeys(status: Int) async throws {
        let server = try TinyHTTPServer { _ in .status(status, "no keys") }
        defer { server.stop() }
        let proof = PubSubProof(Self.expectation, keys: GoogleKeys(at: server.url))
        let token = try TokenIssuer(keyID: "key-1").token(Self.claims())
        guard case .undecided(let sentence) = await proof.judge(Self.delivery(token)) else {
            Issue.record("it is decided")
            return
        }
        #expect(sentence.hasPrefix("Google's keys cannot be read: the answer "))
    }

    private static func claims(audience: String = expectation.audience) -> String {
        let time = Int(now.timeIntervalSince1970)
        return """
            {"iss":"https://accounts.google.com","aud":"\(audience)","email":"\(expectation.serviceAccount)",\
            "email_verified":true,"iat":\(time),"exp":\(time + 3600)}
            """
    }

    private static func delivery(_ token: String, sender: String? = nil) -> Delivery {
        Delivery(body: [], headers: ["Authorization": "Bearer \(token)"], sender: sender, receivedAt: now)
    }

    private static func server(_ keys: [String: String]) throws -> TinyHTTPServer {
        try TinyHTTPServer { _ in answer(keys) }
    }

    private static func answer(_ keys: [String: String]) -> TinyHTTPServer.Reply {
        .respond(
            .init(
                headers: [("Cache-Control", "public, max-age=300, must-revalidate")],
                text: "{\"keys\":[\(keys.values.joined(separator: ","))]}"))
    }
}
