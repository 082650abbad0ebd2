import Events
import Foundation
import TestSupport
import Testing

@Suite struct IdentityTokenTests {
    static let expectation = IdentityToken.Expectation(
        audience: "https://gitops.example.com", serviceAccount: "push@acme.iam.gserviceaccount.com")
    static let now = 1_770_000_000

    /// Claims as Google's are, with some of them replaced.
    static func claims(_ changes: [String: String] = [:]) -> String {
        let usual = [
            "iss": #""https://accounts.google.com""#, "aud": "\"\(expectation.audience)\"",
            "email": "\"\(expectation.serviceAccount)\"", "email_verified": "true", "sub": #""113774264463038321964""#,
            "iat": "\(now - 10)", "exp": "\(now + 3590)",
        ]
        let all = usual.merging(changes) { $1 }.filter { !$0.value.isEmpty }
        return "{" + all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    private static let issuer = Result { try TokenIssuer(keyID: "key-1") }

    private func check(_ claims: String, header: String? = nil) throws -> Verification? {
        let issuer = try Self.issuer.get()
        let keys = try JSONWebKeys(Array("{\"keys\":[\(try issuer.publicKey())]}".utf8))
        return IdentityToken(try issuer.token(claims, header: header))?
            .check(keys, Self.expectation, at: Date(timeIntervalSince1970: TimeInterval(Self.now)))
    }

    @Test(arguments: [
        [:], ["iss": #""accounts.google.com""#], ["exp": "\(now - 59)"], ["iat": "\(now + 59)"], ["azp": #""x""#],
    ])
    func takesWhatGoogleSays(changes: [String: String]) throws {
        #expect(try check(Self.claims(changes)) == .accepted)
    }

    @Test(arguments: [
        (["iss": #""https://evil.example.com""#], "the token is not of Google"),
        (["iss": ""], "the token is not of Google"),
        (["aud": #""https://other.example.com""#], "the token is for another audience"),
        (["aud": #"["https://gitops.example.com"]"#], "the token is for another audience"),
        (["aud": ""], "the token is for another audience"),
        (["exp": "\(now - 60)"], "the token is too old"), (["exp": ""], "the token is too old"),
        (["exp": "\"\(now + 10)\""], "the token is too old"),
        (["iat": "\(now + 61)"], "the token is of the future"), (["iat": ""], "the token is of the future"),
        (["email": #""push@evil.iam.gserviceaccount.com""#], "the token is of another service account"),
        (["email": ""], "the token is of another service account"),
        (["email_verified": "false"], "the token is of another service account"),
        (["email_verified": #""true""#], "the token is of another service account"),
    ])
    func takesNothingElse(changes: [String: String], sentence: String) throws {
        #expect(try check(Self.claims(changes)) == .rejected(sentence))
    }

    @Test func signaturesAreChecked() throws {
        let issuer = try Self.issuer.get()
        let token = try issuer.token(Self.claims())
        let parts = token.split(separator: ".")
        let other = try TokenIssuer(keyID: "key-1")
        let time = Date(timeIntervalSince1970: TimeInterval(Self.now))
        let keys = try JSONWebKeys(Array("{\"keys\":[\(try issuer.publicKey())]}".utf8))
        let empty = try JSONWebKeys(Array(#"{"keys":[]}"#.utf8))
        #expect(IdentityToken(token)?.check(keys, Self.expectation, at: time) == .accepted)
        let forged = try other.token(Self.claims()).split(separator: ".")
        for text in [
            "\(forged[0]).\(forged[1]).\(forged[2])", "\(parts[0]).\(parts[1]).\(forged[2])",
            "\(parts[0]).\(parts[1]).AAAA",
            try issuer.token(Self.claims(), header: #"{"alg":"RS256","kid":"key-2"}"#),
        ] {
            let verification = IdentityToken(text)?.check(keys, Self.expectation, at: time)
            #expect(verification == .rejected("the token's signature is not right"))
        }
        #expect(
            IdentityToken(token)?.check(empty, Self.expectation, at: time)
                == .rejected("the token's signature is not right"))
        // A token must not choose how it is checked.
        for header in [#"{"alg":"none","kid":"key-1"}"#, #"{"alg":"HS256","kid":"key-1"}"#, #"{"alg":"RS256"}"#, "[]"] {
            #expect(try check(Self.claims(), header: header) == nil)
        }
    }

    @Test(arguments: ["", ".", "..", "a.b", "e30.e30.e30", "e30.e30.e30.e30", "!.!.!", "bm8.bm8.bm8"])
    func isNoToken(text: String) {
        #expect(IdentityToken(text) == nil)
    }

    @Test func keysThatAreNoneAreLeftOut() throws {
        let good = try Self.issuer.get().publicKey()
        let keys = try JSONWebKeys(
            Array(
                """
                {"keys":[{"kty":"EC","kid":"a","crv":"P-256"},{"kty":"RSA","kid":"b"},{"kty":"RSA","kid":"c","n":"!","e":"AQAB"},
                {"kty":"RSA","kid":"short","n":"AQAB","e":"AQAB"},\(good)]}
                """.utf8))
        #expect(keys.has("key-1"))
        #expect(["a", "b", "c", "short"].allSatisfy { !keys.has($0) })
        for text in ["", "{}", "[]", #"{"keys":7}"#, #"{"keys":[7]}"#] {
            #expect(throws: InvalidEvent.self) { try JSONWebKeys(Array(text.utf8)) }
        }
    }
}
