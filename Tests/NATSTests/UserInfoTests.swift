import Testing

@testable import NATS

@Suite struct UserInfoTests {
    @Test(arguments: [
        ("nats://user:pass@host:4222", "nats://host:4222"),
        ("nats://token@host:4222, tls://a:b@other", "nats://host:4222, tls://other"),
        ("'nats://a:p@ss/w@host' is away", "'nats://host' is away"),
        ("nats://host:4222", "nats://host:4222"),
        ("mail a@b.example", "mail a@b.example"),
        ("no server available", "no server available"),
        ("", ""),
    ])
    func isTakenOutOfEveryURL(text: String, expected: String) {
        #expect(redactingUserInfo(text) == expected)
        #expect(redactingUserInfo(expected) == expected)
    }

    @Test func isTakenOutOfServersWithoutScheme() {
        #expect(NATSConnectionOptions(servers: ["ci:s3cret@host"]).serverList == "host")
    }

    @Test func isNotDumpedEither() {
        var text = ""
        dump(
            NATSConnectionOptions(
                servers: ["ci:s3cret@host"], credentials: .password(user: "ci", password: "s3cret")), to: &text)
        dump(NATSCredentials.token("s3cret"), to: &text)
        #expect(!text.contains("s3cret") && text.contains("host"))
    }
}
