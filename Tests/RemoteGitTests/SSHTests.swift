import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import RemoteGit

/// The conversation over a real `ssh` and `sshd`.
@Suite(.enabled("sshd cannot start in this container") { await SSHServer.isPossible() })
struct SSHTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var variables: [String] = []
        var settings: [String: String] = [:]
        let requests: ThreeChanges
        let logins: Int
        var steps: [String] = []
    }

    static let cases = [
        // One connection reads all along, and each of the four pushes has its own.
        Case(
            testDescription: "version 2", variables: ["GIT_PROTOCOL"],
            requests: ThreeChanges(cold: 6, warm: 1, moved: 4), logins: 5),
        Case(
            testDescription: "version 2 without filters", variables: ["LANG", "GIT_*"],
            settings: StepDownTests.noFilters, requests: ThreeChanges(cold: 5, warm: 1, moved: 4), logins: 6,
            steps: ["v2 everything"]),
        // The connection that shows what the server can do brings everything, too.
        Case(
            testDescription: "version 0", requests: ThreeChanges(cold: 4, warm: 1, moved: 4), logins: 6,
            steps: ["v0 everything"]),
        Case(
            testDescription: "version 0 with any object", settings: StepDownTests.anyObject,
            requests: ThreeChanges(cold: 7, warm: 1, moved: 4), logins: 9, steps: ["v0 commits"]),
    ]

    @Test(arguments: cases) func changesThreeTimes(test: Case) async throws {
        try await withRepository(variables: test.variables) { server, path, git in
            for (name, value) in test.settings { try await git("config", name, value) }
            let log = LogRecorder()
            let branch = try RemoteBranch(
                RemoteAddress(server.url(for: path)), branch: nil, identity: server.identity, limits: .patient,
                logger: log.logger)
            #expect(try await ThreeChanges(on: branch, of: git) == test.requests)
            let logins = try await server.logins
            #expect(logins == test.logins)
            #expect(log.steps == test.steps)
        }
    }

    @Test(arguments: ["with spaces.git", "it's \"new\" $HOME `id`;.git", "ü*[a]\\b.git"])
    func oddPaths(name: String) async throws {
        try await withRepository(named: name, variables: ["GIT_PROTOCOL"]) { server, path, git in
            _ = try await ThreeChanges(on: try server.branch(path), of: git)
        }
    }

    @Test(arguments: [["GIT_PROTOCOL"], []])
    func aDroppedConnectionIsMadeAnew(variables: [String]) async throws {
        try await withRepository(variables: variables) { server, path, git in
            let branch = try server.branch(path)
            _ = try await ThreeChanges(on: branch, of: git)
            try await server.dropConnections()
            let other = try await git.commitSomethingElse()
            #expect("\(try await branch.refresh().id)" == other)
            try await server.dropConnections()
            _ = try await ThreeChanges(on: branch, of: git)
        }
    }

    /// The server has taken the push, and the connection is cut before it can say so.
    @Test(arguments: [["GIT_PROTOCOL"], []])
    func aPushWhoseAnswerIsCutOff(variables: [String]) async throws {
        try await withRepository(variables: variables) { server, path, git in
            let taken = "\(path)/taken"
            let hook = "#!/bin/sh\ntouch '\(taken)'; while [ -e '\(taken)' ]; do sleep 0.01; done\n"
            guard
                FileManager.default.createFile(
                    atPath: "\(path)/hooks/post-receive", contents: Data(hook.utf8),
                    attributes: [.posixPermissions: 0o755])
            else { throw TestSupportError("the hook cannot be written") }
            let branch = try server.branch(path)
            let file = try #require(RepositoryPath("new"))
            var revision = try await branch.load([.entry(file)], of: try await branch.refresh())
            let id = try revision.commit([.init(path: file, content: [])], .sample("Change\n"))
            let changed = revision
            async let result = branch.push(changed)
            try await waitUntil("the push is taken") {
                FileManager.default.fileExists(atPath: taken)
            }
            try await server.dropConnections()
            #expect(try await result == .pushed)
            #expect(try await git("rev-parse", "main").text == id.map { "\($0)" })
            try FileManager.default.removeItem(atPath: taken)
        }
    }

    @Test(arguments: [["GIT_PROTOCOL"], []])
    func aServerThatIsAwayForAWhile(variables: [String]) async throws {
        try await withRepository(variables: variables) { server, path, git in
            let branch = try server.branch(path)
            let tip = try await branch.refresh().id
            await server.stop()
            // Each time the same: what failed first is no reason to ask otherwise.
            for _ in 1...3 {
                let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
                #expect(error?.kind == .unreachable)
                #expect(error?.message.contains("127.0.0.1 cannot be reached: ") == true)
            }
            try await server.start()
            #expect(try await branch.refresh().id == tip)
            _ = try await ThreeChanges(on: branch, of: git)
        }
    }

    /// Nothing that runs holds on to a transport that nobody uses any more: its connection and its process end with it.
    @Test(.timeLimit(.minutes(10)), arguments: [["GIT_PROTOCOL"], []])
    func aConnectionEndsWithItsTransport(variables: [String]) async throws {
        try await withRepository(variables: variables) { server, path, _ in
            guard case .ssh(let address) = try RemoteAddress(server.url(for: path)).place else {
                throw TestSupportError("\(path) is not behind SSH")
            }
            weak var left: SSHTransport?
            do {
                let transport = SSHTransport(address, identity: server.identity.ssh, limits: .patient)
                left = transport
                _ = try await transport.advertisement()
            }
            while left != nil { await Task.yield() }
        }
    }

    /// The server goes while nobody asks it anything, and `ssh` with it: nothing is left of it, not even a zombie.
    @Test(.timeLimit(.minutes(10)), arguments: [["GIT_PROTOCOL"], []])
    func aProcessEndsWithItsServer(variables: [String]) async throws {
        try await withRepository(variables: variables) { server, path, git in
            let branch = try server.branch(path)
            // The second time, nothing follows the question for refs: the connection is there with version 0, too.
            _ = try await branch.refresh()
            let tip = try await branch.refresh().id
            try await waitUntil("one connection is left") { server.clients.count == 1 }
            let process = try #require(server.clients.first)
            await server.stop()
            try await waitUntil("ssh is gone") {
                !FileManager.default.fileExists(atPath: "/proc/\(process)")
            }
            try await server.start()
            #expect(try await branch.refresh().id == tip)
            _ = try await ThreeChanges(on: branch, of: git)
        }
    }

    /// The way to the server is gone, and nobody says so: that is noticed before the next question waits for it.
    @Test(.timeLimit(.minutes(1))) func aConnectionThatLeadsNowhereEnds() async throws {
        try await withRepository(variables: ["GIT_PROTOCOL"]) { server, path, git in
            let branch = try server.branch(path, limits: TransferLimits(stall: .seconds(6)))
            let tip = try await branch.refresh().id
            try await waitUntil("one connection is left") { server.clients.count == 1 }
            try await server.freezeConnections()
            try await waitUntil("ssh has given up", within: .seconds(30)) { server.clients.isEmpty }
            #expect(try await branch.refresh().id == tip)
            _ = try await ThreeChanges(on: branch, of: git)
        }
    }

    @Test func wrongKey() async throws {
        try await withRepository { server, path, _ in
            let directory = try TemporaryDirectory()
            let key = try await SSHKey.make(in: directory)
            let identity = SSHIdentity(keyFile: key.file, knownHostsFile: server.knownHosts)
            try await expect(.credentials, "127.0.0.1 does not accept the key given", server, path, identity)
            directory.remove()
        }
    }

    @Test func unknownHostKey() async throws {
        try await withRepository { server, path, _ in
            let directory = try TemporaryDirectory()
            let other = try await SSHKey.make(in: directory)
            for known in ["", "[127.0.0.1]:\(server.port) \(other.publicKey)"] {
                let file = try directory.write(known, to: "known")
                let identity = SSHIdentity(keyFile: server.key.file, knownHostsFile: file)
                try await expect(.credentials, "the host key of 127.0.0.1 is not a known one", server, path, identity)
            }
            directory.remove()
            #expect(try await server.logins == 0)
        }
    }

    @Test(arguments: [["GIT_PROTOCOL"], []])
    func noSuchRepository(variables: [String]) async throws {
        try await withRepository(variables: variables) { server, path, _ in
            let missing = path + "x"
            let sentence = "there is no repository at \(server.url(for: missing))"
            try await expect(.notFound, sentence, server, missing, server.identity.ssh)
        }
    }

    private func expect(
        _ kind: RemoteGitError.Class,
        _ sentence: String,
        _ server: SSHServer,
        _ path: String,
        _ identity: SSHIdentity
    ) async throws {
        let branch = try RemoteBranch(
            RemoteAddress(server.url(for: path)), branch: nil, identity: ClientIdentity(ssh: identity),
            limits: .patient, logger: LogRecorder().logger)
        let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(error == RemoteGitError(kind, sentence))
    }

    private func withRepository(
        named name: String = "repo.git",
        variables: [String] = [],
        _ body: (SSHServer, String, GitCommand) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.path(name)
            try await Monorepo().write(to: path)
            try await withSSHServer(acceptedVariables: variables) { server in
                try await body(server, path, GitCommand(in: path))
            }
            try await GitCommand(in: path)("fsck", "--strict")
        }
    }
}

extension SSHServer {
    /// The processes of this one that are connected to the server, or are about to be.
    fileprivate nonisolated var clients: [pid_t] {
        guard let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") else { return [] }
        let children = threads.flatMap { thread in
            let list = try? String(contentsOfFile: "/proc/self/task/\(thread)/children", encoding: .utf8)
            return (list ?? "").split(separator: " ").compactMap { pid_t($0) }
        }
        return children.filter { child in
            let line = try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8)
            return line?.contains("\0-p\0\(port)\0") == true
        }
    }

    fileprivate nonisolated var identity: ClientIdentity {
        ClientIdentity(ssh: SSHIdentity(keyFile: key.file, knownHostsFile: knownHosts))
    }

    fileprivate nonisolated func branch(
        _ path: String,
        limits: TransferLimits = .patient
    ) throws -> RemoteBranch {
        try RemoteBranch(
            RemoteAddress(url(for: path)), branch: nil, identity: identity, limits: limits,
            logger: LogRecorder().logger)
    }
}
