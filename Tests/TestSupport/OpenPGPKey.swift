/// A key that the real `gpg` made, in a file.
public struct OpenPGPKey: Sendable {
    /// Why a test is skipped where there is no `gpg`: it finds its agent only where it was installed, so it is no program
    /// that `scripts/test` could unpack.
    public static let whySkipped = "gpg is not installed: apt-get install gpg gpg-agent"

    /// The armoured private key.
    public let file: String
    /// The home that it was made in.
    public let home: String

    /// Whether `gpg` and its agent are here.
    public static var isPossible: Bool { Tool.isHere("gpg") && Tool.isHere("gpg-agent") }

    /// Makes a key in a directory, whose path has to be short: a socket is in it.
    public static func make(
        in directory: TemporaryDirectory, named name: String = "key", passphrase: String = ""
    ) async throws -> OpenPGPKey {
        let home = directory.path(name)
        try directory.write("", to: "\(name)/gpg.conf")
        try await Tool.run("chmod", ["700", home])
        let secret = ["--pinentry-mode", "loopback", "--passphrase", passphrase]
        func gpg(_ arguments: [String]) async throws -> String {
            try await Tool.run("gpg", ["--homedir", home, "--batch", "--quiet"] + secret + arguments)
        }
        _ = try await gpg(["--quick-generate-key", "Tester <t@example.com>", "ed25519", "sign", "0"])
        let armour = try await gpg(["--armor", "--export-secret-keys"])
        return OpenPGPKey(file: try directory.write(armour, to: "\(name).asc"), home: home)
    }

    /// The same `git`, which knows this key.
    public func trusted(by git: GitCommand) -> GitCommand {
        var git = git
        git.environment["GNUPGHOME"] = home
        return git
    }
}
