import Crypto
import FoundationEssentials
import TestSupport
import Testing

@testable import NATS

/// A server in operator mode, which knows users by their JWTs alone.
@Suite(.timeLimit(.minutes(10))) struct CredentialsFileTests {
    @Test(arguments: NATSServer.Program.here) func serverTakesTheUserOfTheFile(
        program: NATSServer.Program
    ) async throws {
        let (operatorKey, system, account, user) = (Key("O"), Key("A"), Key("A"), Key("U"))
        let limits = #""subs":-1,"data":-1,"payload":-1"#
        let operatorJWT = try operatorKey.jwt(of: operatorKey, #""type":"operator","version":2"#)
        // JetStream lives in the system's account.
        let accounts = try [system, account].map { account in
            let claims =
                #""limits":{\#(limits),"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1},"#
                + #""type":"account","version":2"#
            return "\(account.publicText): \(try operatorKey.jwt(of: account, claims))"
        }
        let userJWT = try account.jwt(of: user, #""pub":{},"sub":{},\#(limits),"type":"user","version":2"#)
        try await withTemporaryDirectory { directory in
            let configuration = try directory.write(
                """
                operator: \(operatorJWT)
                system_account: \(system.publicText)
                resolver: MEMORY
                resolver_preload: {
                  \(accounts.joined(separator: "\n  "))
                }

                """, to: "server.conf")
            func file(_ jwt: String, _ seed: String, _ name: String) throws -> String {
                try directory.write(
                    """
                    -----BEGIN NATS USER JWT-----
                    \(jwt)
                    ------END NATS USER JWT------

                    -----BEGIN USER NKEY SEED-----
                    \(seed)
                    ------END USER NKEY SEED------

                    """, to: name)
            }
            let good = try file(userJWT, user.seedText, "user.creds")
            let stranger = Key("U")
            let bad = try file(
                try stranger.jwt(of: stranger, #""type":"user","version":2"#), stranger.seedText, "bad.creds")
            try await withNATSServer(program, arguments: ["-c", configuration]) { server in
                let connection = try await NATSConnection.connect(
                    .patient([server.url], credentials: .credentialsFile(path: good)),
                    logger: LogRecorder().logger)
                #expect(connection.isConnected)
                await connection.close()
                let error = await #expect(throws: NATSError.self) {
                    try await NATSConnection.connect(
                        .patient([server.url], credentials: .credentialsFile(path: bad)),
                        logger: LogRecorder().logger)
                }
                #expect(error?.code == .unauthorized)
                #expect(error?.description.contains(stranger.seedText) == false)
            }
        }
    }

    @Test(arguments: [
        ("", "the file has no user's seed, which begins with SU"),
        (Key("U").seedText, "the file has no user's JWT"),
    ])
    func whatIsMissingIsSaid(text: String, reason: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = try directory.write(text, to: "user.creds")
            let error = await #expect(throws: NATSError.self) {
                try await NATSConnection.connect(
                    .patient(["nats://127.0.0.1:1"], credentials: .credentialsFile(path: file)),
                    logger: LogRecorder().logger)
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.operation == "read the credentials in \(file)")
            #expect(error?.reason == reason)
        }
    }

    /// A key of an operator, an account or a user.
    private struct Key {
        private let key = Curve25519.Signing.PrivateKey()
        private let prefix: UInt8

        init(_ letter: Character) {
            prefix = ["O": 14 << 3, "A": 0, "U": 20 << 3][letter] ?? 0
        }

        var publicText: String { NKey.text([prefix] + key.publicKey.rawRepresentation) }

        var seedText: String {
            NKey.text([18 << 3 | prefix >> 5, (prefix & 31) << 3] + key.rawRepresentation)
        }

        /// A JWT for another key, signed by this one (https://github.com/nats-io/jwt).
        func jwt(of subject: Key, _ claims: String) throws -> String {
            let header = #"{"typ":"JWT","alg":"ed25519-nkey"}"#
            let body =
                #"{"jti":"\#(subject.publicText)","iat":1700000000,"iss":"\#(publicText)","name":"test","#
                + #""sub":"\#(subject.publicText)","nats":{\#(claims)}}"#
            let signed = Self.base64(Data(header.utf8)) + "." + Self.base64(Data(body.utf8))
            return signed + "." + Self.base64(Data(try key.signature(for: Data(signed.utf8))))
        }

        /// Base64 for URLs, without padding (RFC 4648 section 5).
        private static func base64(_ data: Data) -> String {
            String(
                data.base64EncodedString().compactMap { character -> Character? in
                    switch character {
                    case "+": "-"
                    case "/": "_"
                    case "=": nil
                    default: character
                    }
                })
        }
    }
}
