/// A real registry, CNCF Distribution's `docker-registry`, on loopback, that tells one address of all that happens.
public final class RegistryServer: TestServer {
    /// The name that its images have: whoever pushes calls it so, by way of a proxy that is the registry itself.
    public static let host = "registry.example.com"

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let process: ServerProcess

    private init(telling url: String, authorization: String?) throws {
        reservation = try LoopbackPort()
        state = try TemporaryDirectory()
        let headers = authorization.map { "{Authorization: [\"\($0)\"]}" } ?? "{}"
        let configuration = """
            version: 0.1
            log: {level: warn, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: "\(state.path("data"))"}}
            http: {addr: "127.0.0.1:\(reservation.number)"}
            notifications:
              endpoints:
              - {name: gitops, url: "\(url)", headers: \(headers), timeout: 30s, threshold: 10, backoff: 200ms}

            """
        let file = try state.write(configuration, to: "config.yml")
        process = try ServerProcess(Tool.path("docker-registry"), ["serve", file], logFile: state.path("log"))
    }

    /// Starts a registry and waits until it answers.
    ///
    /// - Parameters:
    ///   - url: the address that is told.
    ///   - authorization: what it is shown.
    /// - Throws: ``TestSupportError`` if the program is missing or does not start.
    public static func start(telling url: String, authorization: String? = nil) async throws -> RegistryServer {
        let server = try RegistryServer(telling: url, authorization: authorization)
        try await server.process.waitUntilReady { [port = server.reservation.number] in
            LoopbackConnection.answers(port: port)
        }
        return server
    }

    /// Pushes an image with `skopeo`, as a pipeline does.
    ///
    /// - Parameter name: the repository and a tag, without the registry.
    /// - Throws: ``TestSupportError`` with what the program said.
    public func push(_ image: OCIImage, as name: String) async throws {
        let proxy = "http://127.0.0.1:\(reservation.number)"
        try await Tool.run(
            "skopeo",
            [
                "copy", "--insecure-policy", "--dest-tls-verify=false", "oci:\(image.directory):\(OCIImage.name)",
                "docker://\(Self.host)/\(name)",
            ],
            environment: ["HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "HOME": state.path])
    }

    /// Asks it to end, waits for that, and removes what it kept. May be called again.
    public func stop() async {
        await process.stop()
        state.remove()
    }
}
