import FunctionHost
import GitOps
import NATS

/// The variables that say where a NATS server is and who we are to it, named as those of the `nats` command are.
struct NATSEnvironment {
    /// Where the server is if nobody says.
    static let standardServer = "nats://127.0.0.1:4222"

    private let values: EnvironmentVariables

    init(_ values: [String: String]) {
        self.values = EnvironmentVariables(values)
    }

    /// The servers of the command line, or else those of `NATS_URL`.
    func servers(_ argument: String?) -> [String] {
        (argument ?? values["NATS_URL"] ?? Self.standardServer)
            .split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
    }

    /// The credentials; at most one kind may be set.
    func credentials() throws(CommandFailure) -> NATSCredentials {
        let password = try secret("NATS_PASSWORD")
        let token = try secret("NATS_TOKEN")
        let files = (values["NATS_CREDS"], values["NATS_NKEY"])
        switch (values["NATS_USER"], password, token, files) {
        case (nil, nil, nil, (nil, nil)): return .none
        case (let user?, let password?, nil, (nil, nil)): return .password(user: user, password: password)
        case (nil, nil, let token?, (nil, nil)): return .token(token)
        case (nil, nil, nil, (let path?, nil)): return .credentialsFile(path: path)
        case (nil, nil, nil, (nil, let path?)): return .nkey(seedFile: path)
        default:
            throw CommandFailure(
                .failed,
                "set NATS_USER with NATS_PASSWORD, or NATS_TOKEN, or NATS_CREDS, or NATS_NKEY, and nothing else of these"
            )
        }
    }

    /// The PEM files; `nil` if none is named.
    func tls() throws(CommandFailure) -> NATSTLS? {
        switch (values["NATS_CA"], values["NATS_CERT"], values["NATS_KEY"]) {
        case (nil, nil, nil): return nil
        case (let authorities, nil, nil): return NATSTLS(authorities: authorities)
        case (let authorities, let chain?, let key?):
            return NATSTLS(authorities: authorities, clientCertificate: (chain, key))
        default: throw CommandFailure(.failed, "NATS_CERT and NATS_KEY belong together: only one of them is set")
        }
    }

    /// A secret from the variable, or from the file that the variable with `_FILE` names.
    private func secret(_ name: String) throws(CommandFailure) -> String? {
        do {
            return try values.secret(name, orFile: name + "_FILE")
        } catch {
            throw CommandFailure(error)
        }
    }
}
