import Glibc

/// A server of HTTPS in front of one of HTTP, for clients that take nothing else: nginx.
public final class TLSFront: TestServer {
    /// The port of 127.0.0.1 that it listens on.
    public var port: UInt16 { reservation.number }
    /// Its address, without a slash at the end.
    public var url: String { "https://127.0.0.1:\(port)" }

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let nginx: ServerProcess

    private init(of server: String, _ certificates: TLSCertificates) throws {
        reservation = try LoopbackPort()
        let state = try TemporaryDirectory()
        self.state = state
        let directories = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { name in
            "\(name)_temp_path \"\(state.path)/\(name)\";"
        }
        try state.write(
            """
            \(geteuid() == 0 ? "user root;" : "")
            daemon off; worker_processes 1; pid "\(state.path)/nginx.pid"; error_log "\(state.path)/error.log";
            events { worker_connections 64; }
            http {
              access_log off; \(directories.joined(separator: " "))
              server {
                listen 127.0.0.1:\(reservation.number) ssl;
                ssl_certificate "\(certificates.server.certificate)";
                ssl_certificate_key "\(certificates.server.key)";
                location / { proxy_pass \(server); }
              }
            }

            """, to: "nginx.conf")
        nginx = try ServerProcess(nginxIn: state)
    }

    /// Starts one.
    ///
    /// - Parameter server: The address of the server behind it, without a slash at the end.
    /// - Throws: ``TestSupportError`` if nginx is missing or does not start.
    public static func start(of server: String, _ certificates: TLSCertificates) async throws -> TLSFront {
        let front = try TLSFront(of: server, certificates)
        try await front.nginx.waitUntilReady { [port = front.port] in LoopbackConnection.answers(port: port) }
        return front
    }

    /// Ends it. May be called again.
    public func stop() async { await nginx.stop() }
}
