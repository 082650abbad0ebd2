import Crypto
import CryptoExtras
import FoundationEssentials

/// A set of public RSA keys, as issuers of tokens publish them (RFC 7517). Keys of other kinds are left out.
public struct JSONWebKeys: Sendable {
    private let keys: [String: _RSA.Signing.PublicKey]

    /// Reads a set.
    ///
    /// - Throws: ``InvalidEvent`` that says where it cannot be read.
    public init(_ bytes: [UInt8]) throws(InvalidEvent) {
        let set = JSONField(path: nil, value: try JSONParser.parse(bytes))
        guard let items = try set.list("keys") else { throw set.missing("keys", "a list of keys") }
        var keys: [String: _RSA.Signing.PublicKey] = [:]
        for item in items where try item.string("kty") == "RSA" {
            guard let id = try item.string("kid"), let modulus = try item.string("n").flatMap(Base64URL.decode),
                let exponent = try item.string("e").flatMap(Base64URL.decode),
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
            else { continue }
            keys[id] = key
        }
        self.keys = keys
    }

    /// Whether a key is among them.
    public func has(_ id: String) -> Bool { keys[id] != nil }

    /// Whether a signature is of that key (RFC 7518 section 3.3, `RS256`).
    func isSignature(_ signature: [UInt8], of bytes: [UInt8], by id: String) -> Bool {
        guard let key = keys[id] else { return false }
        return key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes),
            padding: .insecurePKCS1v1_5)
    }
}
