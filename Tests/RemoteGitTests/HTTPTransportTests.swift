import HTTPClient
import TestSupport
import Testing

@testable import RemoteGit

/// Credentials and certificates, shown to the servers that they are for and to nobody else.
@Suite struct HTTPTransportTests {
    static let secret = "t0ken-s3cret"

    @Test func everyRequestHasTheBearerToken() async throws {
        let repository = try HandMadeRepository()
        let server = try ScriptedServer(
            repository.answers(), [Wire.receivePack(Wire.report(["unpack ok", "ok refs/heads/main"]))])
        let log = LogRecorder()
        let (branch, revision) = try await server.changedBranch(
            credentials: Credentials(username: nil, token: Self.secret).asBearer, logger: log.logger)
        #expect(try await branch.push(revision) == .pushed)
        #expect(server.requests.count == 6)
        #expect(server.requests.allSatisfy { $0[header: "Authorization"] == "Bearer \(Self.secret)" })
        log.expectNothing(of: Self.secret)
    }

    @Test func aTokenFileIsReadAgainWhenItChanges() async throws {
        try await withMonorepo { directory, git in
            let file = try directory.write("\(Self.secret)-1\n", to: "token")
            let options = GitServer.Options(credentials: .init(user: "robot", password: "\(Self.secret)-1"))
            try await withGitServer(serving: directory.path, options: options) { server in
                let log = LogRecorder()
                let branch = try RemoteBranch(
                    RemoteAddress(server.url(for: "repo.git")), branch: nil,
                    identity: ClientIdentity(credentials: Credentials(username: "robot", tokenFile: file)),
                    limits: .patient, logger: log.logger)
                let requests = ThreeChanges(cold: 6, warm: 1, moved: 4)
                #expect(try await ThreeChanges(on: branch, of: git) == requests)

                try server.change(to: .init(user: "robot", password: "\(Self.secret)-2"))
                let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
                #expect(error?.kind == .credentials)
                #expect(error?.message == "\(server.url(for: "repo.git")) does not accept the credentials given")

                try directory.write("\(Self.secret)-2\n", to: "token")
                _ = try await ThreeChanges(on: branch, of: git)
                log.expectNothing(of: Self.secret)
            }
        }
    }

    @Test func readsFollowTheRepositoryOnTheSameServer() async throws {
        try await withMonorepo { directory, git in
            let credentials = GitServer.Credentials(user: "robot", password: Self.secret)
            let options = GitServer.Options(credentials: credentials, moved: ["old.git": "repo.git"])
            try await withGitServer(serving: directory.path, options: options) { server in
                let branch = try RemoteBranch(
                    RemoteAddress(server.url(for: "old.git")), branch: nil,
                    identity: ClientIdentity(credentials: Credentials(username: "robot", token: Self.secret)),
                    limits: .patient, logger: LogRecorder().logger)
                _ = try await ThreeChanges(on: branch, of: git)
                let old = try await server.requests.filter { $0.path.hasPrefix("/old.git/") }
                #expect(old.map(\.status) == [301])
            }
        }
    }

    @Test(arguments: [301, 302, 307, 308], ["127.0.0.1", "localhost", "robot:x@127.0.0.1"])
    func nothingIsSentToAnotherServer(status: Int, host: String) async throws {
        let other = try TinyHTTPServer { _ in .status(200) }
        let server = try TinyHTTPServer { request in
            let location = "http://\(host):\(other.port)\(request.path)"
            return .respond(.init(status: status, headers: [("Location", location)]))
        }
        let log = LogRecorder()
        let branch = try RemoteBranch(
            RemoteAddress("\(server.url)/repo.git"), branch: nil,
            identity: ClientIdentity(credentials: Credentials(username: "robot", token: Self.secret)),
            limits: .patient, logger: log.logger)
        let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(
            error?.message == "\(server.url)/repo.git points elsewhere: use the address that it moved to")
        #expect(other.requests.isEmpty)
        // A request that fails has its line, too.
        #expect(log.lines.map(\.metadata["failed"]) == Array(repeating: error?.message, count: server.requests.count))
        log.expectNothing(of: Self.secret)
        other.stop()
        server.stop()
    }

    /// A push goes where it was sent or nowhere, even within the server.
    @Test(arguments: [301, 302, 303, 307, 308], [true, false])
    func aPushIsNotSentOn(status: Int, isToItself: Bool) async throws {
        let made = try HandMadeRepository()
        let other = try TinyHTTPServer { _ in .status(200) }
        defer { other.stop() }
        let server = try ScriptedServer(try made.answers())
        let location = "\(isToItself ? server.server.url : other.url)/moved.git/git-receive-pack"
        server.answer(.receivePack, [.respond(.init(status: status, headers: [("Location", location)]))])
        let log = LogRecorder()
        let (branch, revision) = try await server.changedBranch(
            credentials: Credentials(username: "robot", token: Self.secret), logger: log.logger)
        server.answer(.uploadPack, [Wire.uploadPack(Wire.refs(made.tip.id))])
        let error = await #expect(throws: RemoteGitError.self) { try await branch.push(revision) }
        #expect(error?.kind == .brokenAnswer)
        #expect(error?.message == "\(server.address) points elsewhere: use the address that it moved to")
        #expect(server.requests.allSatisfy { $0.path.hasPrefix("/repo.git/") })
        #expect(other.requests.isEmpty)
        log.expectNothing(of: Self.secret)
    }

    @Test func certificatesOfBothSides() async throws {
        try await withMonorepo { directory, git in
            let certificates = try await TLSCertificates.make(in: directory)
            let options = GitServer.Options(tls: certificates)
            try await withGitServer(serving: directory.path, options: options) { server in
                let url = server.url(for: "repo.git")
                func branch(_ files: TLSFiles) throws -> RemoteBranch {
                    try RemoteBranch(
                        RemoteAddress(url), branch: nil, identity: ClientIdentity(tls: files),
                        limits: .patient, logger: LogRecorder().logger)
                }
                var files = TLSFiles(certificate: certificates.client.certificate, key: certificates.client.key)
                var error = await #expect(throws: RemoteGitError.self) { try await branch(files).refresh() }
                #expect(error == RemoteGitError(.credentials, "\(url) shows a certificate that is not trusted"))

                files.authorities = certificates.authority
                let requests = try await ThreeChanges(on: branch(files), of: git)
                #expect(requests == ThreeChanges(cold: 6, warm: 1, moved: 4))

                files = TLSFiles(authorities: certificates.authority)
                error = await #expect(throws: RemoteGitError.self) { try await branch(files).refresh() }
                #expect(error?.kind == .credentials)
                #expect(
                    error?.message.hasSuffix(": it may want a certificate, see GITOPS_CLIENT_CERTIFICATE_FILE") == true)

                files = TLSFiles(authorities: directory.path("missing"))
                error = await #expect(throws: RemoteGitError.self) { try await branch(files).refresh() }
                #expect(error?.kind == .local)
            }
        }
    }

    private func withMonorepo(_ body: (TemporaryDirectory, GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            try await body(directory, GitCommand(in: directory.path("repo.git")))
        }
    }
}

extension LogRecorder {
    /// Whether a secret was logged, at any level.
    func expectNothing(of secret: String) {
        #expect(!lines.isEmpty)
        #expect(!lines.contains { "\($0)".contains(secret) })
    }
}
