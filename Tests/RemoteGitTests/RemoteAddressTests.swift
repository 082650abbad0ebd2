import Logging
import TestSupport
import Testing

@testable import RemoteGit

@Suite struct RemoteAddressTests {
    @Test(arguments: [
        ("https://git.example.com/team/repo.git", "https://git.example.com/team/repo.git"),
        ("HTTPS://git.example.com/repo/", "HTTPS://git.example.com/repo"),
        ("http://127.0.0.1:8080/repo.git//", "http://127.0.0.1:8080/repo.git"),
        ("http://[::1]:8080/repo.git", "http://[::1]:8080/repo.git"),
        ("https://git.example.com/a%20b.git", "https://git.example.com/a%20b.git"),
        ("https://git.example.com/a%2Fb%20c/", "https://git.example.com/a%2Fb%20c"),
        ("https://git.example.com/r?token=t0ken#t0ken", "https://git.example.com/r"),
        ("file:///srv/a%20b.git", "/srv/a b.git"), ("file://localhost/srv/x", "/srv/x"),
        ("/srv/repo.git", "/srv/repo.git"),
        ("ssh://git@git.example.com:2222/team/repo.git", "ssh://git@git.example.com:2222/team/repo.git"),
        ("git+ssh://git.example.com/repo", "ssh://git.example.com/repo"),
        ("ssh://git:t0ken@git.example.com/~/repo", "git@git.example.com:repo"),
        ("git@git.example.com:team/repo.git", "git@git.example.com:team/repo.git"),
        ("host:/srv/repo.git", "ssh://host/srv/repo.git"),
        ("ssh://git@[2001:db8::1]/repo", "ssh://git@[2001:db8::1]/repo"),
        ("ssh://[::1]:2222/~/repo", "ssh://[::1]:2222/~/repo"), ("ssh://[::1]/~/repo", "ssh://[::1]/~/repo"),
        ("repo.git", "repo.git"), ("./a:b", "./a:b"), ("../x", "../x"),
    ])
    func reads(text: String, description: String) throws {
        let address = try RemoteAddress(text)
        #expect("\(address)" == description)
        #expect(address.credentials == nil)
    }

    /// To `ssh`, brackets would be a part of the host's name.
    @Test func anAddressOfNumbersHasBracketsInWritingOnly() throws {
        guard case .ssh(let address) = try RemoteAddress("ssh://git@[::1]:2222/repo").place else {
            throw TestSupportError("this is not behind SSH")
        }
        #expect(address.destination == "git@::1" && address.options == ["-p", "2222"])
    }

    @Test(arguments: [
        ("https://robot:t0ken@git.example.com/r", "robot", "t0ken"),
        ("https://:t0ken@git.example.com/r", "git", "t0ken"),
        ("https://ro%40bot:t0ken%2Fx%3A@git.example.com/r", "ro@bot", "t0ken/x:"),
    ])
    func takesCredentialsOut(text: String, username: String, token: String) throws {
        let address = try RemoteAddress(text)
        #expect(address.credentials == Credentials(username: username, token: token))
        #expect("\(address)" == "https://git.example.com/r")
        for text in ["\(address)", String(reflecting: address), "\([address])", "\(address.credentials as Any)"] {
            #expect(!text.contains("t0ken"))
        }
    }

    @Test(arguments: [
        "", "[::1]:repo", "ext::sh -c x", "ssh://-oProxyCommand=x/repo", "-oProxyCommand=x:repo", "a b:repo",
        "git@host:", "host:-x", "ssh://host",
        "ftp://t0ken@host/repo", "https://", "https:///repo", "http://t0ken@/x", "file://", "file://host", "://x",
        "https://robot:t0ken@host:port/x",
    ])
    func refuses(text: String) {
        let error = #expect(throws: RemoteGitError.self) { try RemoteAddress(text) }
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.contains("t0ken") == false)
    }

    /// Where a read is redirected to, if credentials may go there: the same host by the same or the encrypted way.
    @Test(
        arguments: [
            ("https://git.example.com/old", "https://git.example.com/new", "https://git.example.com/new"),
            ("https://git.example.com/old", "HTTPS://GIT.example.com/a/b", "HTTPS://GIT.example.com/a/b"),
            ("http://git.example.com/old", "https://git.example.com/old", "https://git.example.com/old"),
            ("http://git.example.com:8080/old", "http://git.example.com:8080/new", "http://git.example.com:8080/new"),
            ("https://git.example.com/old", "https://git.example.com:443/x", "https://git.example.com:443/x"),
            ("https://git.example.com:443/old", "https://git.example.com/x", "https://git.example.com/x"),
            ("http://git.example.com/old", "https://git.example.com:443/x", "https://git.example.com:443/x"),
            ("http://git.example.com:80/old", "https://git.example.com/x", "https://git.example.com/x"),
            ("http://git.example.com:443/old", "https://git.example.com/x", nil),
            ("https://git.example.com/old", "http://git.example.com:443/x", nil),
            ("https://git.example.com/old", "http://git.example.com/new", nil),
            ("http://git.example.com:8080/old", "https://git.example.com:8080/new", nil),
            ("http://git.example.com:8080/old", "https://git.example.com/new", nil),
            ("http://git.example.com/old", "https://git.example.com:8443/new", nil),
            ("https://git.example.com/old", "https://git.example.com:8443/new", nil),
            ("https://git.example.com/old", "https://example.com/new", nil),
            ("https://git.example.com/old", "https://git.example.com.example.net/new", nil),
            ("https://git.example.com/old", "https://robot@git.example.com/new", nil),
            ("https://git.example.com/old", "https://git.example.com@example.net/new", nil),
            ("https://git.example.com/old", "https://git.example.com:443@example.net/new", nil),
            ("https://git.example.com/old", "https://example.net#@git.example.com/new", nil),
            ("https://git.example.com/old", "https://example.net\\@git.example.com/new", nil),
            ("https://git.example.com/old", "ftp://git.example.com/new", nil),
            ("https://git.example.com/old", "file:///new", nil), ("https://git.example.com/old", "", nil),
        ] as [(String, String, String?)])
    func followsRedirects(from old: String, to new: String, address: String?) {
        #expect(RemoteAddress.redirected(from: old, to: new + "/git-upload-pack", path: "/git-upload-pack") == address)
        // To another page of the server, as that which asks somebody to sign in.
        #expect(RemoteAddress.redirected(from: old, to: new + "/login", path: "/git-upload-pack") == nil)
    }

    @Test(arguments: ["-x", "--upload-pack=touch /tmp/x", "/nowhere", "/", "/dev/null"])
    func whereThereIsNoRepository(path: String) async throws {
        let branch = try RemoteBranch(RemoteAddress(path), branch: nil, limits: .patient, logger: Logger(label: "test"))
        let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
        #expect(error?.kind == .notFound)
        #expect(error?.message == "there is no repository at \(path)")
    }

    /// The rules are Git's own: what `git check-ref-format --branch` takes is what we take.
    @Test(arguments: [
        "main", "release/1.0", "a-b_c.d", "ü", "a/b/c", "HEAD2", "a@b", "@a", "{a}", "a'b", "$x", "#1", "a.lock.b",
        "", "/", "a/", "/a", "a//b", ".a", "a/.b", "a.", "a..b", "a.lock", "a.lock/b", "a b", "a~b", "a^b", "a:b",
        "a?b",
        "a*b", "a[b", "a\\b", "a@{b", "-a", "a\u{1}b", "a\u{7F}b", "a\nb", "a \u{301}b", "a:\u{301}b", "a..\u{301}b",
    ])
    func branchNames(name: String) async throws {
        let isAllowed: Bool
        do {
            try await GitCommand(in: "/")("check-ref-format", "--branch", name)
            isAllowed = true
        } catch is GitCommand.Failure {
            isAllowed = false
        }
        let make = {
            try RemoteBranch(RemoteAddress("/nowhere"), branch: name, limits: .patient, logger: Logger(label: "test"))
        }
        if isAllowed {
            #expect(try make() as RemoteBranch? != nil)
        } else {
            #expect(throws: RemoteGitError.self) { try make() }
        }
    }
}
