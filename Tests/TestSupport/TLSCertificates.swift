/// Certificates that the real `openssl` made: an authority, a server of 127.0.0.1, and a client.
public struct TLSCertificates: Sendable {
    /// The authority's certificate, whose word the others stand on.
    public let authority: String
    /// The server's certificate and key.
    public let server: (certificate: String, key: String)
    /// The client's certificate and key.
    public let client: (certificate: String, key: String)

    /// Makes them in a directory.
    public static func make(in directory: TemporaryDirectory) async throws -> TLSCertificates {
        let authority = try await make(
            "authority", in: directory,
            ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"])
        let signed = ["-CA", authority.certificate, "-CAkey", authority.key, "-addext", "basicConstraints=CA:FALSE"]
        return TLSCertificates(
            authority: authority.certificate,
            server: try await make(
                "server", in: directory, signed + ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]),
            client: try await make("client", in: directory, signed))
    }

    private static func make(
        _ name: String, in directory: TemporaryDirectory, _ options: [String]
    ) async throws -> (certificate: String, key: String) {
        let files = (certificate: directory.path("\(name).pem"), key: directory.path("\(name)-key.pem"))
        // The system's settings for `openssl` may add what is given here already.
        let settings = try directory.write("[req]\ndistinguished_name = dn\n[dn]\n", to: "openssl.cnf")
        try await Tool.run(
            "openssl",
            [
                "req", "-x509", "-config", settings, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", "/CN=\(name)", "-days", "2", "-keyout", files.key, "-out", files.certificate,
            ] + options)
        return files
    }
}
