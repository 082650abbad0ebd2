import Crypto
import FoundationEssentials

/// A secret that a sender and this host know. It is never printed.
public struct SharedSecret: Sendable {
    private let key: SymmetricKey
    private let digest: SHA256Digest

    /// A secret of a text.
    public init(_ text: String) { self.init(Array(text.utf8)) }

    /// A secret that is no text.
    public init(_ bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
        digest = SHA256.hash(data: bytes)
    }

    /// Whether a text is the secret. The time that takes tells nothing: digests are compared, and those in constant time.
    public func isEqual(_ text: some StringProtocol) -> Bool {
        SHA256.hash(data: Array(text.utf8)) == digest
    }

    /// Whether a code is the HMAC-SHA256 of bytes under this secret, compared in constant time.
    public func isCode(_ code: [UInt8], of bytes: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
    }

    /// Whether hexadecimal digits are the HMAC-SHA256 of bytes under this secret.
    public func isCode(hexadecimal digits: some StringProtocol, of bytes: [UInt8]) -> Bool {
        guard let code = Self.bytes(hexadecimal: digits) else { return false }
        return isCode(code, of: bytes)
    }

    private static func bytes(hexadecimal digits: some StringProtocol) -> [UInt8]? {
        let digits = digits.utf8.map(hexadecimalDigit)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[place], let low = digits[place + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

extension SharedSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "a secret" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
