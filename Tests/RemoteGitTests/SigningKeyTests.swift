import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

/// Files that hold a key, and files that do not.
@Suite struct SigningKeyTests {
    @Test(arguments: [
        ("empty", "the file is empty"), ("blank", "the file is empty"), ("text", "does not hold a private key"),
        ("good.pub", "holds a public key"), ("rsa.pub", "holds a public key"), ("pgp public", "holds a public key"),
        ("rsa", "not an Ed25519 key"), ("encrypted rsa", "not an Ed25519 key"), ("ecdsa", "not an Ed25519 key"),
        ("pem", "neither in OpenSSH's format"), ("encrypted", "is encrypted"),
        ("truncated", "damaged"), ("without end", "damaged"), ("other seed", "damaged"), ("no base64", "damaged"),
        ("missing", "cannot be read"), ("directory", "cannot be read"),
    ])
    func saysWhatIsWrong(name: String, words: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = try await makeFile(name, in: directory)
            let error = try #require(throws: RemoteGitError.self) { try SigningKey(file: file) }
            #expect(error.kind == .invalidRequest && error.message.contains(words))
            let content = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            for line in content.split(separator: "\n") where line.count > 40 {
                #expect(!error.message.contains(line.prefix(20)))
            }
        }
    }

    /// Every prefix of a key is refused or, once all of the key is there, taken; none of them is a crash.
    @Test func readsPrefixes() async throws {
        try await withTemporaryDirectory { directory in
            let text = try String(contentsOfFile: try await SSHKey.make(in: directory).file, encoding: .utf8)
            for length in 0..<text.count {
                let isWhole = length >= text.count - 1
                #expect(((try? SSHSigningKey(String(text.prefix(length)))) != nil) == isWhole)
            }
        }
    }

    @Test func takesAKeyThatASecretStoreHasReformatted() async throws {
        try await withTemporaryDirectory { directory in
            let key = try await SSHKey.make(in: directory)
            let text = try String(contentsOfFile: key.file, encoding: .utf8)
            let commit = Array("commit".utf8)
            let expected = try SSHSigningKey(text).publicKey
            for variant in [text.replacing("\n", with: "\r\n"), "\n  " + text.replacing("\n", with: "\n  ")] {
                let file = try directory.write(variant, to: "variant")
                let signature = try await SigningKey(file: file).lend { signer throws(RemoteGitError) in
                    try await signer.sign(commit)
                }
                #expect(try SSHSigningKey(variant).publicKey == expected)
                #expect(signature.hasPrefix("-----BEGIN SSH SIGNATURE-----\n"))
            }
        }
    }

    @Test func neverPrintsTheKey() async throws {
        try await withTemporaryDirectory { directory in
            let key = try SigningKey(file: try await SSHKey.make(in: directory).file)
            var dumped = ""
            dump(key, to: &dumped)
            #expect("\(key)" == "an SSH key" && String(reflecting: key) == "an SSH key")
            #expect(dumped == "- an SSH key\n")
            #expect(Mirror(reflecting: key).children.isEmpty)
        }
    }

    private func makeFile(_ name: String, in directory: TemporaryDirectory) async throws -> String {
        func make(_ kind: String, _ passphrase: String = "") async throws -> String {
            try await SSHKey.make(in: directory, kind: kind, passphrase: passphrase).file
        }
        func good() async throws -> String { try String(contentsOfFile: try await make("ed25519"), encoding: .utf8) }
        switch name {
        case "empty": return try directory.write("", to: "file")
        case "blank": return try directory.write(" \n\n", to: "file")
        case "text": return try directory.write("hunter2 is not a key\n", to: "file")
        case "good.pub": return try await make("ed25519") + ".pub"
        case "rsa.pub": return try await make("rsa") + ".pub"
        case "pgp public": return try directory.write("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n", to: "file")
        case "rsa", "ecdsa": return try await make(name)
        case "encrypted rsa": return try await make("rsa", "hunter2")
        case "encrypted": return try await make("ed25519", "hunter2")
        case "pem": return try directory.write("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYD\n", to: "file")
        case "truncated":
            let lines = try await good().split(separator: "\n")
            return try directory.write((lines.prefix(3) + lines.suffix(1)).joined(separator: "\n"), to: "file")
        case "without end": return try directory.write(String(try await good().prefix(250)), to: "file")
        case "no base64": return try directory.write(try await good().replacing("b3Bl", with: "b3!l"), to: "file")
        case "other seed": return try directory.write(otherSeed(in: try await good()), to: "file")
        case "directory": return directory.path
        default: return directory.path("nonexistent")
        }
    }

    /// The same key with one bit of its private part turned over.
    private func otherSeed(in text: String) throws -> String {
        let lines = text.split(separator: "\n")
        var bytes = Array(try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined())))
        // Behind the magic, three empty or short fields and the public key, inside the private part: see PROTOCOL.key.
        bytes[15 + 8 + 8 + 4 + 4 + 4 + 51 + 4 + 8 + 15 + 36 + 4] ^= 1
        return [String(lines[0]), Data(bytes).base64EncodedString(), String(lines[lines.count - 1])]
            .joined(separator: "\n")
    }
}
