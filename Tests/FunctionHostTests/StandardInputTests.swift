import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The built program, with one event on its standard input.
@Suite struct StandardInputTests {
    /// A repository that no test gets as far as to ask for.
    private static let unused = "https://git.invalid/repo.git"

    private static func program(_ repository: String, _ variables: [String: String] = [:]) -> BuiltExecutable {
        BuiltExecutable(
            name: "image-updater",
            environment: ["GITOPS_REPOSITORY": repository].merging(variables) { $1 })
    }

    @Test(arguments: [
        ("", "the event is empty"), (" \n", "the event is empty"), ("{\"image\":\"registry", "line 1, column 19"),
        ("{\"image\":\"" + String(repeating: "a", count: 10 << 20) + "\"}", "too large"),
        ("{}", "image: "), ("{\"image\":\"shop\",\"tag\":\"v1\\nv2\"}", "tag: "),
    ])
    func saysWhereAnEventIsWrong(event: String, words: String) async throws {
        let ending = try await Self.program(Self.unused)(input: event)
        #expect(ending.status == .exited(65))
        #expect(ending.output.hasPrefix(#"{"handler":"image-updater","message":""#))
        #expect(ending.output.contains(#""outcome":"invalid""#) && ending.output.contains(words))
        #expect(ending.output.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(ending.errors.isEmpty)
    }

    @Test func namesTheVariableThatIsMissing() async throws {
        let ending = try await BuiltExecutable(name: "image-updater")(input: imageEvent())
        #expect(ending.status == .exited(70))
        #expect(ending.output.contains("GITOPS_REPOSITORY is not set"))
        #expect(ending.output.contains(#""outcome":"failed""#))
        let preview = try await BuiltExecutable(name: "image-updater")("--dry-run", input: imageEvent())
        #expect(preview.output.contains(#""dryRun":true"#))
    }

    @Test func saysThatThereIsNoRepository() async throws {
        let git = try TinyHTTPServer { _ in .status(404) }
        defer { git.stop() }
        let ending = try await Self.program("\(git.url)/repo.git")(input: imageEvent())
        #expect(ending.status == .exited(70))
        #expect(ending.output.contains("there is no repository at \(git.url)/repo.git"))
    }

    @Test func givesUpOnAServerThatHangs() async throws {
        let git = try TinyHTTPServer { _ in .hang }
        defer { git.stop() }
        let ending = try await Self.program("\(git.url)/repo.git", ["GITOPS_TIMEOUT": "1"])(input: imageEvent())
        #expect(ending.status == .exited(75))
        #expect(
            ending.output.contains(#""outcome":"retry""#) && ending.output.contains("did not answer within 1000 ms"))
    }

    @Test func givesUpOnAnAnswerOverTheLimit() async throws {
        try await Fixture.with { fixture in
            let url = fixture.server.url(for: "repo.git")
            let ending = try await Self.program(url, ["GITOPS_MAX_RECEIVED_BYTES": "300"])(input: imageEvent())
            #expect(ending.status == .exited(70))
            #expect(ending.output.contains("\(url) sent more than 300 bytes"))
        }
    }

    @Test func saysThatAWebPageIsNoRepository() async throws {
        let git = try TinyHTTPServer { _ in .ok(Array("<html>".utf8), type: "text/html") }
        defer { git.stop() }
        let ending = try await Self.program("\(git.url)/repo.git")(input: imageEvent())
        #expect(ending.status == .exited(70))
        #expect(ending.output.contains("is it the address of a repository?"))
    }

    @Test func keepsTheTokenToItself() async throws {
        let options = GitServer.Options(credentials: .init(user: "robot", password: "right"))
        try await Fixture.with(options: options) { fixture in
            let url = fixture.server.url(for: "repo.git")
            let token = "wr0ng-t0ken"
            let inAddress = url.replacing("//", with: "//robot:\(token)@")
            for program in [Self.program(url, ["GITOPS_TOKEN": token]), Self.program(inAddress)] {
                let ending = try await program("-v", input: imageEvent())
                #expect(ending.status == .exited(70))
                #expect(ending.output.contains("does not accept the credentials"))
                #expect(ending.errors.contains(" info image-updater: "))
                #expect(!ending.words.contains(token))
            }
        }
    }

    @Test func survivesThatNobodyReadsItsOutput() async throws {
        let output = try Self.outputThatNobodyReads()
        let program = Self.program(Self.unused)
        let result = try await Subprocess.run(
            .path(program.path), environment: program.variables, input: .array(Array("{}".utf8)),
            output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .string(limit: 1 << 16))
        #expect(result.terminationStatus == .exited(65))
        #expect(result.standardError.contains("standard output cannot be written"))
    }

    /// Half of a socket pair whose other half is shut down. A pipe would have a reader for as long as a child that another
    /// test starts at this moment has not become another program.
    private static func outputThatNobodyReads() throws -> FileDescriptor {
        var ends: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Errno(rawValue: errno)
        }
        shutdown(ends[1], CInt(SHUT_RDWR))
        close(ends[1])
        return FileDescriptor(rawValue: ends[0])
    }

    @Test(arguments: [["--nonsense"], ["event.json"], ["serve", "--port", "65536"], ["--dry-run", "serve"]])
    func explainsItsArguments(arguments: [String]) async throws {
        let program = Self.program(Self.unused)
        let result = try await Subprocess.run(
            .path(program.path), arguments: Arguments(arguments), environment: program.variables, input: .none,
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        #expect(result.terminationStatus == .exited(64))
        #expect(result.standardOutput.isEmpty && result.standardError.contains("Usage: "))
    }

    @Test func helps() async throws {
        let ending = try await BuiltExecutable(name: "image-updater")("--help")
        #expect(ending.status == .exited(0))
        for words in ["GITOPS_REPOSITORY", "77  refused", "serve", "--dry-run"] {
            #expect(ending.output.contains(words))
        }
        // What is longer than a line of a terminal goes on at its left edge, beside the names of the settings.
        let help = ending.output.split(separator: "\n")
        let settings = help.drop { $0 != "ENVIRONMENT:" }.dropFirst().prefix { $0 != "EXIT CODES:" }
        #expect(settings.count > 30 && settings.allSatisfy { $0.hasPrefix("  ") })
    }
}
