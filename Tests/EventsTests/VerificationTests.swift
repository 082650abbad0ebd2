import Events
import Foundation
import Testing

@Suite struct VerificationTests {
    static let secret = "It's a Secret to Everybody"
    static let body = "Hello, World!"
    /// GitHub documentation, "Validating webhook deliveries", "Testing the webhook payload validation".
    static let signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    static func basic(_ credentials: String) -> String { "Basic " + Data(credentials.utf8).base64EncodedString() }

    private func judge(
        _ headers: Headers = Headers(), sender: String? = nil, token: String? = nil, secrets: [String: String] = [:]
    ) -> Verification? {
        var delivery = Delivery(Self.body, headers: headers)
        delivery.sender = sender
        delivery.token = token
        return SecretProof(ofAll: SharedSecret(Self.secret), ofSenders: secrets.mapValues { SharedSecret($0) })?
            .judge(delivery)
    }

    @Test(arguments: [
        "sha256=" + signature, "sha256=" + signature.uppercased(),
    ])
    func takesTheRightSignature(text: String) {
        #expect(judge(["X-Hub-Signature-256": text]) == .accepted)
    }

    @Test(arguments: [
        "", "sha256=", signature, "sha1=" + signature, "sha256=" + signature.dropLast(), "sha256=" + signature + "00",
        "sha256=" + signature.dropLast(2) + "7f", "sha256=" + signature.replacing("7", with: "g"), "sha256=" + secret,
    ])
    func takesNoOtherSignature(text: String) {
        #expect(
            judge(["X-Hub-Signature-256": text], token: Self.secret)
                == .rejected("the signature in X-Hub-Signature-256 is not right"))
    }

    @Test(arguments: [
        secret, "Bearer " + secret, "bearer " + secret, basic("harbor:" + secret), basic(":" + secret),
    ])
    func takesTheSecretInAuthorization(text: String) {
        #expect(judge(["Authorization": text]) == .accepted)
    }

    @Test(arguments: [
        "", "x", "Bearer", "Bearer ", "Bearer x" + secret, "Bearer " + secret + " ", "Basic " + secret, "Basic =",
        basic(secret), basic(secret + ":x"), basic("harbor:" + secret.uppercased()), "Digest " + secret, "null",
    ])
    func takesNothingElseInAuthorization(text: String) {
        #expect(judge(["Authorization": text]) == .rejected("the secret that is shown is not right"))
    }

    @Test func takesTheSecretInTheAddress() {
        #expect(judge(token: Self.secret) == .accepted)
        // What stands in between may add a header of its own.
        #expect(judge(["Authorization": "Basic eDp5"], token: Self.secret) == .accepted)
        #expect(judge(token: "") == .rejected("the secret that is shown is not right"))
        #expect(judge() == nil)
    }

    @Test func aSendersOwnSecretHoldsForThatSenderAlone() {
        let secrets = ["harbor": "own"]
        #expect(judge(sender: "harbor", token: "own", secrets: secrets) == .accepted)
        #expect(judge(sender: "harbor", token: Self.secret, secrets: secrets) != .accepted)
        #expect(judge(sender: "quay", token: "own", secrets: secrets) != .accepted)
        #expect(judge(sender: "quay", token: Self.secret, secrets: secrets) == .accepted)
        #expect(judge(sender: nil, token: "own", secrets: secrets) != .accepted)
        #expect(SecretProof(ofAll: nil) == nil)
        let onlyOne = SecretProof(ofAll: nil, ofSenders: ["harbor": SharedSecret("own")])
        #expect(onlyOne?.judge(Delivery(Self.body, headers: ["Authorization": "own"])) == nil)
    }

    struct Answer: DeliveryProof {
        let verification: Verification?
        func judge(_ delivery: Delivery) -> Verification? { verification }
    }

    @Test(
        arguments: [
            ([], .accepted),
            ([nil], .rejected("the delivery is not signed, and only signed ones are taken here")),
            ([nil, .accepted], .accepted),
            ([.rejected("a"), .accepted], .accepted),
            ([.rejected("a"), nil, .rejected("b")], .rejected("a")),
            ([.rejected("a"), .undecided("b")], .undecided("b")),
            ([.undecided("b"), .rejected("a")], .undecided("b")),
        ] as [([Verification?], Verification)])
    func oneGoodProofIsEnough(proofs: [Verification?], verdict: Verification) async {
        let verifier = DeliveryVerifier(proofs.map { Answer(verification: $0) })
        #expect(await verifier.verify(Delivery("")) == verdict)
        #expect(verifier.isNeeded == !proofs.isEmpty)
    }

    @Test func secretsAreNeverPrinted() {
        let secret = SharedSecret(Self.secret)
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] { #expect(!text.contains("Everybody")) }
    }
}
