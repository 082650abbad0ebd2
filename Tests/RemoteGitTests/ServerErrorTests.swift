import TestSupport
import Testing

@testable import RemoteGit

/// What servers and networks do instead of answering, and the class of error that each is.
@Suite struct ServerErrorTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let reply: TinyHTTPServer.Reply
        let kind: RemoteGitError.Class
        let message: String
        var testDescription: String { name }

        init(_ name: String, _ reply: TinyHTTPServer.Reply, _ kind: RemoteGitError.Class, _ message: String = "") {
            (self.name, self.reply, self.kind, self.message) = (name, reply, kind, message)
        }
    }

    static let html = TinyHTTPServer.Reply.ok(Array("<html>Sign in</html>".utf8), type: "text/html; charset=utf-8")
    static let redirect = TinyHTTPServer.Reply.respond(
        .init(status: 301, headers: [("Location", "https://user:t0ken-s3cret@elsewhere.example/x")]))
    static let large = Wire.uploadPack([UInt8](repeating: 48, count: 20_000))
    static let cut = TinyHTTPServer.Reply.cut(
        .init(headers: [("Content-Type", "application/x-git-upload-pack-result")], text: "0000000000000000"), after: 110
    )

    static let cases = [
        Case("401", .status(401), .credentials, "does not accept"), Case("403", .status(403), .credentials),
        Case("404", .status(404), .notFound), Case("410", .status(410), .notFound), Case("408", .status(408), .busy),
        Case("429", .status(429), .busy, "429"), Case("500", .status(500), .busy), Case("503", .status(503), .busy),
        Case("418", .status(418), .brokenAnswer), Case("204", .status(204), .brokenAnswer),
        Case("HTML", html, .brokenAnswer, "text/html"), Case("redirect", redirect, .brokenAnswer, "elsewhere"),
        Case("empty", Wire.uploadPack([]), .brokenAnswer), Case("too large", large, .tooLarge, "10000"),
        Case("cut", cut, .unreachable), Case("no HTTP", .raw(Array("220 smtp ready\r\n".utf8)), .unreachable),
        Case("closed at once", .raw([]), .unreachable),
        Case("ERR", Wire.uploadPack(Wire.line("ERR no\u{1B} entry\n")), .declined, "no entry"),
        Case("length 3", Wire.uploadPack(Array("0003".utf8)), .brokenAnswer),
        Case("length too long", Wire.uploadPack(Array("00ff1234".utf8)), .brokenAnswer),
        Case("length over the most", Wire.uploadPack(Array("fff1".utf8)), .brokenAnswer),
        Case("no length", Wire.uploadPack(Array("zzzz".utf8)), .brokenAnswer),
        Case("short length", Wire.uploadPack(Array("00".utf8)), .brokenAnswer),
        Case("no flush", Wire.uploadPack(Wire.line("\(ObjectID.zero) HEAD\n")), .notFound),
        Case("no id", Wire.uploadPack(Wire.line("x HEAD") + Wire.flush), .brokenAnswer),
        Case("no such branch", Wire.uploadPack(Wire.flush), .notFound),
    ]

    @Test(.timeLimit(.minutes(10)), arguments: cases) func hasItsClass(_ test: Case) async throws {
        let server = try ScriptedServer([test.reply])
        let branch = try server.branch(
            credentials: Credentials(username: "robot", token: "t0ken-s3cret"),
            limits: TransferLimits(stall: .seconds(600), maximumBytes: 10_000))
        let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(error?.kind == test.kind)
        let message = try #require(error?.message)
        #expect(test.message.isEmpty || message.contains(test.message))
        #expect(!message.contains("s3cret") && !message.isEmpty)
        #expect(message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }

    @Test func aServerThatWantsCredentialsSaysSo() async throws {
        let server = try ScriptedServer([.status(401)])
        let error = await #expect(throws: RemoteGitError.self) { try await server.branch().refresh() }
        #expect(error?.kind == .credentials)
        #expect(error?.message == "\(server.address) wants credentials, and none are given")
    }

    @Test func nobodyListens() async throws {
        let server = try ScriptedServer([])
        let branch = try server.branch()
        server.server.stop()
        let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(error?.kind == .unreachable)
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let target = try ScriptedServer([Wire.uploadPack(Wire.flush)])
        let server = try ScriptedServer([
            .respond(.init(status: 307, headers: [("Location", "\(target.address)/git-upload-pack")]))
        ])
        let branch = try server.branch(credentials: Credentials(username: "robot", token: "t"))
        await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(target.requests.isEmpty)
    }

    /// Without a byte for that long, not when all of the request has taken ten times as long.
    @Test(.timeLimit(.minutes(10))) func aHangEndsAtTheLimit() async throws {
        let server = try ScriptedServer([.hang])
        let branch = try server.branch(limits: TransferLimits(stall: .seconds(3)))
        let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(error?.kind == .unreachable)
        #expect(error?.message == "\(server.address) did not answer within 3000 ms")
    }

    @Test(.timeLimit(.minutes(10))) func aCancelledRequestEnds() async throws {
        let server = try ScriptedServer([.hang])
        let branch = try server.branch(limits: TransferLimits(stall: .seconds(6000)))
        let task = Task { try await branch.refresh() }
        try await waitUntil("the request is there") { server.requests.count == 1 }
        task.cancel()
        let error = await #expect(throws: RemoteGitError.self) { try await task.value }
        #expect(error?.message == "\(server.address) did not answer before the request was given up")
    }
}
