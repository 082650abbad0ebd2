import FoundationEssentials

/// A key that the real `ssh-keygen` made, in a file.
public struct SSHKey: Sendable {
    /// The file of the private key.
    public let file: String
    /// The public key, as it stands in lists of keys.
    public let publicKey: String

    /// Makes a key in a directory, with an empty passphrase for one that is not encrypted.
    public static func make(
        in directory: TemporaryDirectory, named name: String = "key", kind: String = "ed25519", passphrase: String = ""
    ) async throws -> SSHKey {
        let file = directory.path(name)
        try await Tool.run("ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-C", "a key of tests", "-f", file])
        return SSHKey(file: file, publicKey: try String(contentsOfFile: "\(file).pub", encoding: .utf8))
    }

    /// The same `git`, which takes commits signed with this key for good ones (git-config, "gpg.ssh").
    public func trusted(by git: GitCommand) throws -> GitCommand {
        let signers = "\(file).signers"
        try "* namespaces=\"git\" \(publicKey)".write(toFile: signers, atomically: true, encoding: .utf8)
        let settings = [
            ("gpg.format", "ssh"), ("gpg.ssh.program", try Tool.path("ssh-keygen")),
            ("gpg.ssh.allowedSignersFile", signers),
        ]
        var git = git
        git.environment["GIT_CONFIG_COUNT"] = "\(settings.count)"
        for (index, setting) in settings.enumerated() {
            git.environment["GIT_CONFIG_KEY_\(index)"] = setting.0
            git.environment["GIT_CONFIG_VALUE_\(index)"] = setting.1
        }
        return git
    }
}
