import FoundationEssentials
import GitOps
import Glibc
import ManifestEdit
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import runner

/// The pipelines in `events-samples/ci`: their shell lines, run as CI runs them.
@Suite(.timeLimit(.minutes(10))) struct CISenderTests {
    private static let directory =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/events-samples/ci"

    /// The shell lines of each stage or job: over HTTP, and over NATS.
    private static func scripts(_ file: String) throws -> [String] {
        let text = try String(contentsOfFile: "\(directory)/\(file)", encoding: .utf8)
        guard file == "Jenkinsfile" else {
            let document = try #require(try YAMLDocument.parse(Array(text.utf8)).first)
            return ["tell-over-http", "tell-over-nats"].compactMap { document.root[$0]?["script"]?.items.first?.text }
        }
        // Groovy reads backslashes in such a string: there must be none.
        let parts = text.split(separator: "'''", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    @Test(arguments: ["Jenkinsfile", ".gitlab-ci.yml"])
    func becomesACommit(file: String) async throws {
        let scripts = try Self.scripts(file)
        #expect(scripts.count == 2)
        if file == "Jenkinsfile" { #expect(!scripts.joined().contains("\\")) }
        try await withBus { bus in
            try await withTemporaryDirectory { directory in
                try Self.writeNATSCommand(to: directory)
                try await GatewayServer.with(nats: [bus.nats.url]) { gateway in
                    try await bus.subscribed { recorder in
                        for (index, script) in scripts.enumerated() {
                            let status = try await Self.run(
                                script, tag: "v1.9.\(index)", gateway: gateway, bus: bus, directory: directory)
                            #expect(status == .exited(0))
                            try await recorder.wait(for: index + 1)
                        }
                        #expect(recorder.kinds == [.pushed, .pushed])
                    }
                }
            }
        }
    }

    @Test(arguments: ["Jenkinsfile", ".gitlab-ci.yml"])
    func failsWhereTheEventIsNotTaken(file: String) async throws {
        let script = try #require(try Self.scripts(file).first)
        try await withBus { bus in
            try await withTemporaryDirectory { directory in
                try await GatewayServer.with(nats: [bus.nats.url]) { gateway in
                    let status = try await Self.run(
                        script, tag: "v1.9.0", gateway: gateway, bus: bus, directory: directory, secret: "wrong")
                    #expect(status == .exited(22))
                }
            }
        }
    }

    /// A command `nats` that does of `nats request` what is asked of it here.
    private static func writeNATSCommand(to directory: TemporaryDirectory) throws {
        let runner = try #require(OwnExecutable.path).split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let script = """
            #!/bin/sh
            [ "$1" = request ] && [ $# = 3 ] || exit 64
            printf '%s' "$3" | exec "\(runner)/runner" publish "$2" -f -
            """
        try directory.write(script, to: "nats")
        chmod(directory.path("nats"), 0o755)
    }

    private static func run(
        _ script: String, tag: String, gateway: GatewayServer, bus: Bus, directory: TemporaryDirectory,
        secret: String = GatewayServer.secret
    ) async throws -> TerminationStatus {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let variables: [Environment.Key: String] = [
            "PATH": "\(directory.path):\(path)", "IMAGE": MonorepoFiles(3).image, "TAG": tag,
            "GATEWAY_URL": gateway.url, "GATEWAY_SECRET": secret, "NATS_URL": bus.nats.url,
            "BUILD_NUMBER": "7", "JOB_NAME": "shop/main", "CI_PIPELINE_ID": "7",
            "CI_PROJECT_URL": "https://gitlab.example.com/shop",
        ]
        let result = try await withTimeout(.seconds(300), for: "the script") {
            try await Subprocess.run(
                .path("/bin/sh"), arguments: ["-c", script], environment: .custom(variables), input: .none,
                output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        }
        #expect(!(result.standardOutput + result.standardError).contains(secret))
        return result.terminationStatus
    }
}
