import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

/// What goes wrong with `gpg`. That it goes well is in `SigningTests`.
@Suite struct GnuPGTests {
    private static let commit = Array("commit".utf8)

    @Test func saysThatThereIsNoProgram() async throws {
        await #expect(throws: RemoteGitError(.local, GnuPG.missing)) {
            try await GnuPG.lend([], searchPath: "/nonexistent") { _ in }
        }
        try await withTemporaryDirectory { directory in
            let file = try directory.write("-----BEGIN PGP PRIVATE KEY BLOCK-----\n", to: "key")
            #expect(throws: RemoteGitError(.invalidRequest, GnuPG.missing)) {
                try SigningKey(file: file, searchPath: "/nonexistent:\(directory.path)")
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func endsAProgramThatHangs() async throws {
        try await withTemporaryDirectory { directory in
            let program = try directory.write("#!/bin/sh\nexec sleep 600\n", to: "gpg")
            try await Tool.run("chmod", ["+x", program])
            let error = try await #require(throws: RemoteGitError.self) {
                try await GnuPG.lend([], searchPath: "\(directory.path):/usr/bin:/bin", limit: .milliseconds(200)) {
                    _ in
                }
            }
            #expect(error.message.contains("within 0.2 seconds"))
        }
    }

    /// More than a pipe holds is left when it ends.
    @Test func aProgramThatReadsNothingSaysWhy() async throws {
        try await withTemporaryDirectory { directory in
            let program = try directory.write(
                "#!/bin/sh\ncase \"$*\" in *--import) cat;; *) echo 'out of order' >&2; exit 2;; esac\n", to: "gpg")
            try await Tool.run("chmod", ["+x", program])
            let commit = [UInt8](repeating: 32, count: 1_000_000)
            let error = try await #require(throws: RemoteGitError.self) {
                try await GnuPG.lend([], searchPath: "\(directory.path):/usr/bin:/bin") { gpg throws(RemoteGitError) in
                    try await gpg.sign(commit)
                }
            }
            #expect(error == RemoteGitError(.local, "the commit cannot be signed: out of order"))
        }
    }

    /// A program in place of `gpg` sees what the real one gets.
    @Test func lendsAHomeThatNobodyElseCanReadAndRemovesIt() async throws {
        try await withTemporaryDirectory { directory in
            let log = directory.path("log")
            let program = try directory.write(
                "#!/bin/sh\necho \"$*\" >>'\(log)'\nstat -c '%a %F' \"$2\" >>'\(log)'\ncat\n", to: "gpg")
            try await Tool.run("chmod", ["+x", program])
            let path = "\(directory.path):/usr/bin:/bin"
            let signature = try await GnuPG.lend(Array("secret".utf8), searchPath: path) { gpg throws(RemoteGitError) in
                try await gpg.sign(Self.commit)
            }
            #expect(signature == "commit")
            let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
            try #require(lines.count == 4)
            #expect(lines[0].hasSuffix(" --import") && lines[2].hasSuffix(" --detach-sign --armor"))
            #expect(lines[1] == "700 directory" && lines[3] == "700 directory")
            let home = try #require(lines[0].split(separator: " ").dropFirst().first)
            #expect(!FileManager.default.fileExists(atPath: String(home)))
        }
    }

    @Test(
        .enabled(if: OpenPGPKey.isPossible, Comment(rawValue: OpenPGPKey.whySkipped)),
        arguments: ["passphrase", "damaged"])
    func saysWhatIsWrongWithAKey(name: String) async throws {
        try await withTemporaryDirectory { directory in
            let isDamaged = name == "damaged"
            let key = try await OpenPGPKey.make(in: directory, passphrase: isDamaged ? "" : "hunter2")
            if isDamaged { try directory.write("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlFgEawSk\n", to: "key.asc") }
            let signing = try SigningKey(file: key.file)
            #expect("\(signing)" == "an OpenPGP key")
            let error = try await #require(throws: RemoteGitError.self) {
                try await signing.lend { signer throws(RemoteGitError) in try await signer.sign(Self.commit) }
            }
            #expect(error.kind == .local)
            #expect(error.message.contains(isDamaged ? "no valid OpenPGP data found" : "the key has a passphrase"))
            #expect(!error.message.contains("hunter2") && !error.message.contains("lFgEawSk"))
        }
    }
}
