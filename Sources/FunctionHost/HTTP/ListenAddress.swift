/// Where a server listens.
public struct ListenAddress: Sendable, Hashable {
    /// A name or an address of this machine; `0.0.0.0` stands for all of IPv4, `::` for all.
    public var host: String
    /// A TCP port; 0 for any free one.
    public var port: Int

    /// An address of its parts.
    public init(host: String = "0.0.0.0", port: Int = 8080) {
        self.host = host
        self.port = port
    }

    /// What the command line says, else `PORT`, which platforms set (Knative's and Cloud Run's container contracts).
    ///
    /// - Throws: ``SettingsError`` if `PORT` is read and is no port.
    public init(host: String?, port: Int?, environment: [String: String]) throws(SettingsError) {
        self.init()
        if let host { self.host = host }
        let variables = EnvironmentVariables(environment)
        if let port {
            self.port = port
        } else {
            self.port = try variables.number("PORT", in: 0...65535, standard: 8080)
        }
    }
}

extension ListenAddress: CustomStringConvertible {
    /// `host:port`, an IPv6 address in brackets.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
