import FoundationEssentials
import ImageReference

/// Base64 for addresses, without padding (RFC 4648 section 5), as tokens are written.
enum Base64URL {
    /// The bytes; nil if there is any other character.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.allSatisfy({ $0.isAlphanumeric || "-_".utf8.contains($0) }) else { return nil }
        var standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        standard += String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        return Data(base64Encoded: standard).map { Array($0) }
    }
}
