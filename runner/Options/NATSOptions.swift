import ArgumentParser
import NATS

/// Where the NATS server is and who we are to it.
struct NATSOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The NATS server, or several separated by commas.",
            discussion: "Default: $NATS_URL, or else \(NATSEnvironment.standardServer). Credentials do not belong here."
        ))
    var server: String?

    /// The part of `--help` on the environment.
    static var help: String {
        """
        ENVIRONMENT:
          NATS_URL                      default: \(NATSEnvironment.standardServer)
          NATS_USER, NATS_PASSWORD      or NATS_PASSWORD_FILE, a file that holds it
          NATS_TOKEN                    or NATS_TOKEN_FILE
          NATS_CREDS                    path of a .creds file
          NATS_NKEY                     path of a file with a user's seed (SU...)
          NATS_CA, NATS_CERT, NATS_KEY  paths of PEM files, for TLS
        """
    }

    func validate() throws {
        // Every user of a machine can read command lines. The value is not repeated.
        guard server?.contains("@") != true else {
            throw ValidationError("--server takes no credentials: put them into NATS_URL or NATS_TOKEN_FILE.")
        }
    }

    /// How to connect.
    ///
    /// - Throws: ``CommandFailure`` that names the variable that cannot be used.
    func connectionOptions(environment: [String: String]) throws(CommandFailure) -> NATSConnectionOptions {
        let variables = NATSEnvironment(environment)
        return NATSConnectionOptions(
            servers: variables.servers(server), name: "gitops-functions runner",
            credentials: try variables.credentials(), tls: try variables.tls())
    }
}
