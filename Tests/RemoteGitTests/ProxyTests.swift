import Glibc
import TestSupport
import Testing

@testable import RemoteGit

/// The proxies of the environment. Each test is a process of its own, since the environment is one for all.
@Suite struct ProxyTests {
    @Test func requestsGoThroughTheProxy() async throws {
        await #expect(processExitsWith: .success) {
            let repository = try HandMadeRepository()
            let proxy = try ScriptedServer(repository.answers())
            setenv("http_proxy", proxy.server.url, 1)
            unsetenv("no_proxy")
            let branch = try RemoteBranch(
                RemoteAddress("http://git.invalid/team/repo.git"), branch: nil, limits: .patient,
                logger: LogRecorder().logger)
            let tip = try await branch.refresh().id
            try #require(tip == repository.tip.id)
            let paths = proxy.requests.map(\.path)
            try #require(paths == Array(repeating: "http://git.invalid/team/repo.git/git-upload-pack", count: 2))
        }
    }

    @Test func thoseOfNoProxyDoNot() async throws {
        await #expect(processExitsWith: .success) {
            let repository = try HandMadeRepository()
            let server = try ScriptedServer(repository.answers())
            let proxy = try TinyHTTPServer { _ in .status(500) }
            setenv("http_proxy", proxy.url, 1)
            setenv("no_proxy", "127.0.0.1", 1)
            let branch = try server.branch()
            let tip = try await branch.refresh().id
            try #require(tip == repository.tip.id)
            try #require(proxy.requests.isEmpty)
        }
    }

    /// To HTTPS servers a proxy opens a tunnel, or says there that it does not.
    @Test(arguments: ["http", "https"]) func aProxyWantsCredentials(scheme: String) async throws {
        await #expect(processExitsWith: .success) { [scheme = scheme as String] in
            let proxy = try TinyHTTPServer { _ in .status(407) }
            setenv("\(scheme)_proxy", "http://robot:s3cret@127.0.0.1:\(proxy.port)", 1)
            unsetenv("no_proxy")
            let log = LogRecorder()
            let url = "\(scheme)://git.invalid/repo.git"
            let branch = try RemoteBranch(RemoteAddress(url), branch: nil, limits: .patient, logger: log.logger)
            let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
            let sentence = "the proxy on the way to \(url) wants credentials"
            try #require(error == RemoteGitError(.credentials, sentence))
            try #require(!log.lines.contains { "\($0)".contains("s3cret") })
            try #require(proxy.requests.count == 1)
        }
    }
}
