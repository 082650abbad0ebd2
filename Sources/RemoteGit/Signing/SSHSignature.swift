import Crypto
import FoundationEssentials

/// Signatures as `ssh-keygen -Y sign -n git` makes them, without it: images of functions have no such program.
/// The format is that of OpenSSH's `PROTOCOL.sshsig`.
extension SSHSigningKey: CommitSigner {
    private static let preamble = "SSHSIG"
    /// What Git signs is never taken for something else that was signed with the same key (git's `gpg-interface.c`).
    private static let namespace = "git"
    private static let hash = "sha512"

    func sign(_ commit: [UInt8]) throws(RemoteGitError) -> String {
        var signed = SSHWireWriter(Self.preamble)
        signed.string(Self.namespace)
        signed.string("")  // reserved
        signed.string(Self.hash)
        signed.string(Array(SHA512.hash(data: commit)))

        var signature = SSHWireWriter()
        signature.string(Self.algorithm)
        do {
            signature.string(try key.signature(for: signed.bytes))
        } catch {
            throw RemoteGitError(.local, "the commit cannot be signed: \(error)")
        }
        return Self.armoured(around(signature.bytes))
    }

    /// The signature with all that is needed to check it, but whose key it is.
    private func around(_ signature: [UInt8]) -> [UInt8] {
        var writer = SSHWireWriter(Self.preamble)
        writer.number(1)  // version
        writer.string(publicKey)
        writer.string(Self.namespace)
        writer.string("")  // reserved
        writer.string(Self.hash)
        writer.string(signature)
        return writer.bytes
    }

    /// Base64 in lines of 70 characters, as OpenSSH writes them; it reads up to 76.
    private static func armoured(_ bytes: [UInt8]) -> String {
        let characters = Array(Data(bytes).base64EncodedData())
        let lines = stride(from: 0, to: characters.count, by: 70).map { start in
            String(decoding: characters[start..<min(start + 70, characters.count)], as: UTF8.self)
        }
        return (["-----BEGIN SSH SIGNATURE-----"] + lines + ["-----END SSH SIGNATURE-----"]).joined(separator: "\n")
    }
}
