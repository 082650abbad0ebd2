import Crypto
import FoundationEssentials

/// An Ed25519 key from a file as `ssh-keygen` makes it. The format is that of OpenSSH's `PROTOCOL.key`.
struct SSHSigningKey: Sendable {
    static let firstLine = "-----BEGIN OPENSSH PRIVATE KEY-----"
    private static let lastLine = "-----END OPENSSH PRIVATE KEY-----"
    /// The name of keys and of signatures (RFC 8709 section 4).
    static let algorithm = "ssh-ed25519"

    let key: Curve25519.Signing.PrivateKey

    /// Reads the text of a key file.
    ///
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if it is encrypted, of another kind, or damaged.
    init(_ text: String) throws(RemoteGitError) {
        guard let content = Self.content(text) else { throw Self.damaged }
        var reader = SSHWireReader(content)
        guard reader.bytes(Self.magic.count)?.elementsEqual(Self.magic) == true,
            let cipher = reader.string(), reader.string() != nil, reader.string() != nil, reader.number() == 1,
            let publicKey = reader.string()
        else { throw Self.damaged }
        var publicReader = SSHWireReader(publicKey)
        // The public part is never encrypted: no passphrase need be asked for a key that is of no use.
        guard publicReader.string()?.elementsEqual(Self.algorithm.utf8) == true else {
            throw RemoteGitError(.invalidRequest, "the key is not an Ed25519 key: make one with ssh-keygen -t ed25519")
        }
        guard cipher.elementsEqual("none".utf8) else {
            throw RemoteGitError(
                .invalidRequest, "the key is encrypted, and nobody is there to type its passphrase: use one without")
        }
        guard let privatePart = reader.string(), let key = Self.key(privatePart),
            publicReader.string()?.elementsEqual(key.publicKey.rawRepresentation) == true
        else { throw Self.damaged }
        self.key = key
    }

    /// The public key as signatures hold it.
    var publicKey: [UInt8] {
        var writer = SSHWireWriter()
        writer.string(Self.algorithm)
        writer.string(key.publicKey.rawRepresentation)
        return writer.bytes
    }

    private static let magic = Array("openssh-key-v1\0".utf8)

    private static let damaged = RemoteGitError(.invalidRequest, "the key is damaged or not complete")

    /// The bytes between the first line and the last one. How long the lines are does not matter, nor whether the last
    /// one has an end: secret stores are known to drop it.
    private static func content(_ text: String) -> Data? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { $0 != " " && $0 != "\t" } }
        let borders = [firstLine, lastLine].map { $0.filter { $0 != " " } }
        guard let first = lines.firstIndex(of: borders[0]), let last = lines.firstIndex(of: borders[1]), first < last
        else { return nil }
        return Data(base64Encoded: lines[(first + 1)..<last].joined())
    }

    /// Reads the part that could be encrypted: a number twice, the algorithm, the public key, and the private key,
    /// which is a seed with the public key behind it.
    private static func key(_ privatePart: ArraySlice<UInt8>) -> Curve25519.Signing.PrivateKey? {
        var reader = SSHWireReader(privatePart)
        guard let check = reader.number(), reader.number() == check,
            reader.string()?.elementsEqual(algorithm.utf8) == true,
            reader.string() != nil, let pair = reader.string(), pair.count == 64
        else { return nil }
        return try? Curve25519.Signing.PrivateKey(rawRepresentation: pair.prefix(32))
    }
}
