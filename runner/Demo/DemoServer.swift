import FoundationEssentials
import GitOps
import Subprocess
import SystemPackage

/// A `nats-server` with JetStream for the demo alone, on a free port of 127.0.0.1.
enum DemoServer {
    /// How long the server may take to start.
    private static let startLimit = Duration.seconds(60)

    /// Waits for the end of its standard input, which comes when we close it or when we end, however that happens; then
    /// ends the server by its process id.
    private static let leash = """
        "$@" </dev/null &
        server=$!
        trap : TERM
        read -r _
        kill "$server"
        wait "$server"
        """

    /// Lends the address of a running server, and ends the server afterwards.
    static func with(
        _ programs: DemoPrograms,
        in directory: String,
        _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let arguments = [
            "-c", leash, "leash", programs.natsServer, "-a", "127.0.0.1", "-p", "-1", "-js", "-sd",
            "\(directory)/jetstream",
            "--ports_file_dir", directory,
        ]
        var options = PlatformOptions()
        // Ctrl-C is for us alone: the server has to stay until we have let it go.
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(30))]
        let log = try FileDescriptor.open(
            FilePath("\(directory)/nats-server.log"), .writeOnly, options: [.create, .append],
            permissions: .ownerReadWrite)
        let result = try await Subprocess.run(
            .path("/bin/sh"), arguments: Arguments(arguments), environment: programs.subprocessEnvironment,
            platformOptions: options, input: .inputWriter,
            output: .fileDescriptor(log, closeAfterSpawningProcess: true), error: .combinedWithOutput
        ) { execution in
            var failure: (any Error)?
            do {
                try await body(address(in: directory))
            } catch {
                failure = error
            }
            try? await execution.standardInputWriter.finish()
            return failure
        }
        if let failure = result.closureResult { throw failure }
    }

    /// The server's address, once it listens: it then writes a file with its ports.
    private static func address(in directory: String) async throws -> String {
        struct Ports: Decodable { let nats: [String] }
        let end = ContinuousClock.now + startLimit
        while ContinuousClock.now < end {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            if let name = names.first(where: { $0.hasSuffix(".ports") }),
                let data = FileManager.default.contents(atPath: "\(directory)/\(name)"),
                let address = try? JSONDecoder().decode(Ports.self, from: data).nats.first
            {
                return address
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let log = FileManager.default.contents(atPath: "\(directory)/nats-server.log") ?? Data()
        throw CommandFailure(.failed, "nats-server did not start:\n\(String(decoding: log, as: UTF8.self))")
    }
}

extension DemoPrograms {
    /// Exactly the variables that the programs get.
    var subprocessEnvironment: Environment {
        .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
    }
}
