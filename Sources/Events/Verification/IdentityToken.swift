public import FoundationEssentials

/// A token in which Google says which service account sends (OpenID Connect Core 1.0 section 2, RFC 7519), as Pub/Sub puts
/// it into its pushes.
public struct IdentityToken: Sendable {
    /// What the claims have to be.
    public struct Expectation: Sendable, Hashable {
        /// Whom the token is for, as the subscription is set.
        public var audience: String
        /// The service account of the subscription. Anybody can have a token for any audience, of an account of their own.
        public var serviceAccount: String

        /// An expectation of its parts.
        public init(audience: String, serviceAccount: String) {
            self.audience = audience
            self.serviceAccount = serviceAccount
        }
    }

    /// The key that signed it.
    public let keyID: String
    private let signed: [UInt8]
    private let signature: [UInt8]
    private let claims: JSONField

    private static let issuers = ["https://accounts.google.com", "accounts.google.com"]
    /// How far clocks may be apart, in seconds.
    private static let tolerance = 60.0

    /// Nil if this is no token that is signed by an RSA key with SHA-256. Nothing is checked yet.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64URL.decode(parts[2]),
            let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            // The algorithm is ours to say: a token must not choose how it is checked.
            (try? header.string("alg")) == "RS256", let keyID = (try? header.string("kid")).flatMap(\.self)
        else { return nil }
        self.keyID = keyID
        self.signature = signature
        self.claims = claims
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// Whether the token is signed by one of the keys, holds at that time, and says what it should.
    public func check(_ keys: JSONWebKeys, _ expectation: Expectation, at time: Date) -> Verification {
        guard keys.isSignature(signature, of: signed, by: keyID) else {
            return .rejected("the token's signature is not right")
        }
        guard let issuer = text("iss"), Self.issuers.contains(issuer) else {
            return .rejected("the token is not of Google")
        }
        guard text("aud") == expectation.audience else { return .rejected("the token is for another audience") }
        let now = time.timeIntervalSince1970
        guard let end = seconds("exp"), now < end + Self.tolerance else { return .rejected("the token is too old") }
        guard let start = seconds("iat"), start - Self.tolerance <= now else {
            return .rejected("the token is of the future")
        }
        guard text("email") == expectation.serviceAccount, claims.value["email_verified"] == .bool(true) else {
            return .rejected("the token is of another service account")
        }
        return .accepted
    }

    private func text(_ name: String) -> String? { (try? claims.string(name)).flatMap(\.self) }

    private func seconds(_ name: String) -> Double? {
        guard case .number(let text)? = claims.value[name] else { return nil }
        return Double(text)
    }

    private static func object(_ part: some StringProtocol) -> JSONField? {
        guard let bytes = Base64URL.decode(part), let value = try? JSONParser.parse(bytes), value.isObject else {
            return nil
        }
        return JSONField(path: nil, value: value)
    }
}
