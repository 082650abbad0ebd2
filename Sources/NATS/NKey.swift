import Crypto

/// A user's NKey: an Ed25519 key whose seed and public part are written in letters.
///
/// Both are base32 (RFC 4648, without padding) of a prefix that says what the key is for, the 32 bytes of the key, and a
/// CRC-16 of all that, low byte first (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth).
struct NKey {
    /// The key that signs.
    let privateKey: Curve25519.Signing.PrivateKey
    /// The public key, `U…`.
    var publicKey: String { Self.text([Self.user] + privateKey.publicKey.rawRepresentation) }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    /// The prefix of seeds, `S`, in the upper five bits.
    private static let seed: UInt8 = 18 << 3
    /// The prefix of users, `U`, in the upper five bits.
    private static let user: UInt8 = 20 << 3

    /// The key of a seed; `nil` if it is no user's seed.
    init?(seed text: some StringProtocol) {
        guard text.utf8.count == 58, let bytes = Self.decode(text), bytes.count == 36 else { return nil }
        let checksum = UInt16(bytes[34]) | UInt16(bytes[35]) << 8
        // The prefix of what the seed is for takes eight bits, five of them in the second byte.
        let purpose = bytes[0] << 5 | bytes[1] >> 3
        guard Self.crc16(bytes.prefix(34)) == checksum, bytes[0] & 0xF8 == Self.seed, purpose == Self.user,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes[2..<34])
        else { return nil }
        privateKey = key
    }

    /// A prefix and a key in letters.
    static func text(_ body: [UInt8]) -> String {
        let sum = crc16(body[...])
        return encode(body + [UInt8(truncatingIfNeeded: sum), UInt8(sum >> 8)])
    }

    private static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (buffer, bits) = (UInt32(0), 0)
        for letter in text.utf8 {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            buffer = buffer << 5 | UInt32(value)
            bits += 5
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
        }
        return bytes
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        var letters: [UInt8] = []
        var (buffer, bits) = (UInt32(0), 0)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                letters.append(alphabet[Int(buffer >> bits & 31)])
            }
        }
        if bits > 0 { letters.append(alphabet[Int(buffer << (5 - bits) & 31)]) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The CRC-16 of XMODEM: polynomial 0x1021, from zero.
    private static func crc16(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var sum: UInt16 = 0
        for byte in bytes {
            sum ^= UInt16(byte) << 8
            for _ in 0..<8 { sum = sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
        }
        return sum
    }
}
