/// A real registry of container images on loopback, without TLS, that keeps its images in a temporary directory.
public final class ContainerRegistry: TestServer {
    /// Its name in references, as `127.0.0.1:5000`.
    public var name: String { "127.0.0.1:\(reservation.number)" }

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let process: ServerProcess

    private init() throws {
        reservation = try LoopbackPort()
        state = try TemporaryDirectory()
        let configuration = """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: "\(state.path("images"))"}}
            http: {addr: "127.0.0.1:\(reservation.number)"}
            """
        let file = try state.write(configuration, to: "config.yml")
        process = try ServerProcess(Tool.path("docker-registry"), ["serve", file], logFile: state.path("log"))
    }

    /// Starts a registry and waits until it listens.
    ///
    /// - Throws: ``TestSupportError`` if the program is missing or does not start.
    public static func start() async throws -> ContainerRegistry {
        let registry = try ContainerRegistry()
        try await registry.process.waitUntilReady { [port = registry.reservation.number] in
            LoopbackConnection.answers(port: port)
        }
        return registry
    }

    /// Ends it, and removes its images. May be called again.
    public func stop() async {
        await process.stop()
        state.remove()
    }
}
