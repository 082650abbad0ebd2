import Crypto
import CryptoExtras
import FoundationEssentials

/// An issuer of signed tokens (RFC 7515), as Google is one of Pub/Sub's.
public struct TokenIssuer: Sendable {
    /// The name of its key.
    public let keyID: String
    private let key: _RSA.Signing.PrivateKey

    /// Makes a key.
    public init(keyID: String) throws {
        self.keyID = keyID
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    }

    /// Its public key as a member of a set of keys (RFC 7517).
    public func publicKey() throws -> String {
        let parts = try key.publicKey.getKeyPrimitives()
        let (modulus, exponent) = (Self.encode(parts.modulus), Self.encode(parts.publicExponent))
        return #"{"kty":"RSA","alg":"RS256","use":"sig","kid":"\#(keyID)","n":"\#(modulus)","e":"\#(exponent)"}"#
    }

    /// A signed token.
    ///
    /// - Parameters:
    ///   - claims: JSON.
    ///   - header: JSON in place of the usual header.
    public func token(_ claims: String, header: String? = nil) throws -> String {
        let header = header ?? #"{"alg":"RS256","typ":"JWT","kid":"\#(keyID)"}"#
        let signed = Self.encode(Data(header.utf8)) + "." + Self.encode(Data(claims.utf8))
        let signature = try key.signature(for: SHA256.hash(data: Data(signed.utf8)), padding: .insecurePKCS1v1_5)
        return signed + "." + Self.encode(signature.rawRepresentation)
    }

    private static func encode(_ data: Data) -> String {
        String(data.base64EncodedString().filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
