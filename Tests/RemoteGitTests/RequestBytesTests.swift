import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

/// The six requests, byte by byte.
@Suite struct RequestBytesTests {
    static let preamble = "001cagent=gitops-functions/1"

    private func head(_ server: ScriptedServer, _ service: String, _ length: Int, _ more: String = "") -> String {
        """
        POST /repo.git/\(service) HTTP/1.1\r
        Host: 127.0.0.1:\(server.server.port)\r
        \(more)User-Agent: gitops-functions/1\r
        Content-Type: application/x-\(service)-request\r
        Accept: application/x-\(service)-result\r
        \(service == "git-upload-pack" ? "Git-Protocol: version=2\r\n" : "")Content-Length: \(length)\r
        \r

        """
    }

    private func want(_ id: ObjectID, _ arguments: String) -> String {
        "0011command=fetch\(Self.preamble)0001000dofs-delta000fno-progress0032want \(id)\n\(arguments)0009done\n0000"
    }

    @Test func sixRequests() async throws {
        let made = try HandMadeRepository()
        let report = Wire.receivePack(Wire.report(["unpack ok", "ok refs/heads/main"]))
        let server = try ScriptedServer(try made.answers(), [report])
        let (branch, revision) = try await server.changedBranch()
        #expect(try await branch.push(revision) == .pushed)
        let requests = server.requests
        try #require(requests.count == 6)
        let expected = [
            "0014command=ls-refs\n\(Self.preamble)0001000csymrefs\n001fref-prefix refs/heads/main\n0000",
            want(made.tip.id, "000ddeepen 640011filter tree:0"), want(made.root.id, "0011filter tree:0"),
            want(made.apps.id, "0011filter tree:0"), want(made.shop.id, ""),
        ]
        for (request, text) in zip(requests, expected) {
            #expect(request.text == text)
            #expect(request.head == head(server, "git-upload-pack", text.utf8.count))
            #expect(request.connection == 0)
        }
        let push = requests[5]
        #expect(push.head == head(server, "git-receive-pack", push.body.count))
        let command =
            "009a\(made.tip.id) \(revision.id) refs/heads/main\0report-status side-band-64k agent=gitops-functions/10000"
        #expect(push.body.starts(with: Array(command.utf8)))
        // Version 2, and five objects: the file, three directories, the commit.
        #expect(push.body.dropFirst(command.utf8.count).starts(with: Array("PACK\0\0\0\u{2}\0\0\0\u{5}".utf8)))
        let traffic = await branch.traffic
        #expect(traffic.requests == 6)
        #expect(traffic.bytesSent == requests.map(\.body.count).reduce(0, +))
        let answers = try (made.answers() + [report]).map { answer in
            guard case .respond(let response) = answer else { return 0 }
            return response.body.count
        }
        #expect(traffic.bytesReceived == answers.reduce(0, +))
    }

    @Test func withoutABranchHeadIsAskedFor() async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer([
            Wire.uploadPack(Wire.refs(made.tip.id, branch: "release/1.0")),
            Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(made.tip))),
        ])
        let branch = try server.branch()
        #expect(try await branch.refresh().ledgerStart == nil)
        #expect(await branch.name == "release/1.0")
        #expect(
            server.requests.first?.text
                == "0014command=ls-refs\n\(Self.preamble)0001000csymrefs\n0014ref-prefix HEAD\n0000")
    }

    @Test func anEarlierTimeIsADeepenSince() async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(try made.answers())
        let branch = try server.branch("main")
        let revision = try await branch.refresh()
        #expect(revision.ledgerStart == Date(timeIntervalSince1970: 2000))
        server.answer(.uploadPack, [Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(made.tip)))])
        let date = Date(timeIntervalSince1970: 1234.9)
        #expect(try await branch.extendLedger(of: revision, since: date, limit: 10).ledgerStart == nil)
        #expect(server.requests.last?.text == want(made.tip.id, "0015deepen-since 12340011filter tree:0"))
    }

    /// A server that is asked for commits after the newest has none, and says so by breaking off.
    @Test func aDeepenSinceNeverLeavesTheTipOut() async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(try made.answers())
        let branch = try server.branch("main")
        let revision = try await branch.refresh()
        server.answer(.uploadPack, [Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(made.tip)))])
        _ = try await branch.extendLedger(of: revision, since: Date(timeIntervalSince1970: 9999), limit: 10)
        #expect(server.requests.last?.text == want(made.tip.id, "0015deepen-since 20000011filter tree:0"))
    }

    /// To Git, a time before 1970 is one that cannot be read, or after all others.
    @Test func aDeepenSinceNeverGoesBackBefore1970() async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(try made.answers())
        let branch = try server.branch("main")
        let revision = try await branch.refresh()
        server.answer(.uploadPack, [Wire.uploadPack(Wire.fetch(try HandMadeRepository.pack(made.tip)))])
        _ = try await branch.extendLedger(of: revision, since: Date(timeIntervalSince1970: -300), limit: 10)
        #expect(server.requests.last?.text == want(made.tip.id, "0012deepen-since 10011filter tree:0"))
    }

    @Test func credentialsGoWithTheFirstRequest() async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(try made.answers())
        let branch = try server.branch("main", credentials: Credentials(username: "robot", token: "s3cret:x"))
        _ = try await branch.refresh()
        for request in server.requests {
            let basic = "Authorization: Basic \(Data("robot:s3cret:x".utf8).base64EncodedString())\r\n"
            #expect(request.head == head(server, "git-upload-pack", request.body.count, basic))
        }
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [(nil, "git"), ("", "git"), ("robot", "robot")] as [(String?, String)])
    func aTokenWithoutANameHasOne(username: String?, sent: String) async throws {
        let server = try ScriptedServer([.status(401)])
        let branch = try server.branch(credentials: Credentials(username: username, token: "t"))
        await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        let basic = "Basic \(Data("\(sent):t".utf8).base64EncodedString())"
        #expect(server.requests.map { $0[header: "Authorization"] } == [basic])
    }
}
