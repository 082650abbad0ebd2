import TestSupport
import Testing

@Suite struct GitServerTests {
    @Test func servesCloneAndPush() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 2, history: 3).write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                try await GitCommand(in: directory.path)("clone", "-q", server.url(for: "repo.git"), "clone")
                let git = GitCommand(in: directory.path("clone"))
                try directory.write("a line\n", to: "clone/NOTE")
                try await git("add", "NOTE")
                try await git("commit", "-q", "-m", "Add a note")
                try await git("push", "-q", "origin", "main")
                let pushed = try await git("rev-parse", "HEAD").text
                let served = try await GitCommand(in: directory.path("repo.git"))("rev-parse", "main").text
                #expect(pushed == served)

                let requests = try await server.requests
                #expect(requests.allSatisfy { $0.status == 200 && $0.bytesIn > 0 && $0.bytesOut > 0 && $0.user == nil })
                #expect(requests.first?.path == "/repo.git/info/refs?service=git-upload-pack")
                #expect(requests.first?.gitProtocol == "version=2")
                #expect(requests.last?.method == "POST")
                #expect(requests.last?.path == "/repo.git/git-receive-pack")
            }
        }
    }

    @Test func asksForCredentials() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 0).write(to: directory.path("repo.git"))
            let options = GitServer.Options(credentials: .init(user: "robot", password: "s/e@cret"))
            try await withGitServer(serving: directory.path, options: options) { server in
                let git = GitCommand(in: directory.path)
                await #expect(throws: GitCommand.Failure.self) {
                    try await git("ls-remote", server.url(for: "repo.git"))
                }
                #expect(try await server.requests.map(\.status) == [401])
                let url = server.url(for: "repo.git").replacing("//", with: "//robot:s%2Fe%40cret@")
                try await git("ls-remote", url)
                let last = try #require(try await server.requests.last)
                #expect(last.status == 200)
                #expect(last.user == "robot")
            }
        }
    }

    @Test(arguments: [true, false])
    func passesTheProtocolOnOrNot(passes: Bool) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 0).write(to: directory.path("repo.git"))
            let options = GitServer.Options(passesGitProtocol: passes)
            try await withGitServer(serving: directory.path, options: options) { server in
                let connection = try LoopbackConnection(port: server.port)
                let path = "/repo.git/info/refs?service=git-upload-pack"
                try connection.send("GET \(path) HTTP/1.0\r\nGit-Protocol: version=2\r\n\r\n")
                #expect(try connection.receiveAll().contains("version 2") == passes)
            }
        }
    }

    @Test func severalRunSideBySideAndStopAtOnce() async throws {
        try await withTemporaryDirectory { directory in
            var servers: [GitServer] = []
            for _ in 0..<4 { servers.append(try await GitServer.start(serving: directory.path)) }
            #expect(Set(servers.map(\.port)).count == 4)
            for server in servers {
                await server.stop()
                #expect(!LoopbackConnection.answers(port: server.port))
            }
        }
    }
}
