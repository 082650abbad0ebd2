import Crypto
import Events
import FoundationEssentials
import GitOps
import RemoteGit
import TestSupport
import Testing

@testable import FunctionHost

@Suite struct ArgoCDWebhookTests {
    @Test func isToldOfAPush() async throws {
        let argoCD = try TinyHTTPServer { _ in .status(200) }
        defer { argoCD.stop() }
        try await Fixture.with { fixture in
            let pipeline = try fixture.pipeline([
                "GITOPS_ARGOCD_WEBHOOK": argoCD.url + "/api/webhook", "GITOPS_ARGOCD_WEBHOOK_SECRET": "s3cret",
            ]) { $0.argoCD?.patience = .seconds(120) }
            let before = try await fixture.commits()
            let outcome = await pipeline.handle(Delivery(imageEvent()))
            #expect(outcome.outcome == .pushed)
            // It was sent before the outcome was given: a process that ends now has told it.
            let request = try #require(argoCD.requests.first)
            #expect(argoCD.requests.count == 1)
            #expect(request.method == "POST" && request.path == "/api/webhook")
            #expect(request[header: "x-github-event"] == "push")
            let code = HMAC<SHA256>.authenticationCode(
                for: request.body, using: SymmetricKey(data: Array("s3cret".utf8)))
            let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(request[header: "x-hub-signature-256"] == "sha256=\(digits)")
            #expect(request[header: "x-hub-signature"]?.hasPrefix("sha1=") == true)
            let push = try JSONDecoder().decode(Push.self, from: Data(request.body))
            #expect(push.ref == "refs/heads/main")
            #expect(push.before == before.first && push.after == outcome.commit)
            #expect(push.commits.flatMap(\.modified) == (outcome.changes ?? []).map(\.path))
            let address = try #require(fixture.environment["GITOPS_REPOSITORY"])
            #expect(push.repository.html_url + ".git" == address && push.repository.default_branch == "main")
            // Nothing is pushed, nothing is told.
            #expect(await pipeline.handle(Delivery(imageEvent())).outcome == .unchanged)
            #expect(argoCD.requests.count == 1)
        }
    }

    private struct Push: Decodable {
        struct Commit: Decodable { let modified: [String] }
        struct Repository: Decodable {
            let html_url: String
            let default_branch: String
        }
        let ref: String
        let before: String
        let after: String
        let commits: [Commit]
        let repository: Repository
    }

    enum Failure: CaseIterable { case refused, hangs, gone }

    @Test(.timeLimit(.minutes(5)), arguments: Failure.allCases)
    func itsFailureFailsNoEvent(failure: Failure) async throws {
        let argoCD = try TinyHTTPServer { _ in failure == .hangs ? .hang : .status(500) }
        defer { argoCD.stop() }
        if failure == .gone { argoCD.stop() }
        try await Fixture.with { fixture in
            let pipeline = try fixture.pipeline(["GITOPS_ARGOCD_WEBHOOK": argoCD.url])
            #expect(await pipeline.handle(Delivery(imageEvent())).outcome == .pushed)
            #expect(try await fixture.commits().count == 5)
        }
    }

    /// No event waits long for a server that hangs.
    @Test func itIsNotWaitedForLong() {
        #expect(ArgoCDWebhook.Target(url: "http://a/", secret: nil).patience == .seconds(2))
    }

    @Test(arguments: [
        (["GITOPS_ARGOCD_WEBHOOK": "argocd"], "GITOPS_ARGOCD_WEBHOOK has to be an address"),
        (
            ["GITOPS_ARGOCD_WEBHOOK_SECRET": "x"],
            "GITOPS_ARGOCD_WEBHOOK_SECRET is set, but GITOPS_ARGOCD_WEBHOOK is not"
        ),
    ])
    func aWrongSettingIsNamed(variables: [String: String], words: String) {
        let error = #expect(throws: SettingsError.self) {
            try Settings(environment: ["GITOPS_REPOSITORY": "/r"].merging(variables) { $1 })
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(words))
    }

    @Test func theSecretIsNotShown() throws {
        let settings = try Settings(environment: [
            "GITOPS_REPOSITORY": "/r", "GITOPS_ARGOCD_WEBHOOK": "http://a/", "GITOPS_ARGOCD_WEBHOOK_SECRET": "s3cret",
        ])
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings)".contains("s3cret") && !dumped.contains("s3cret"))
    }

    @Test(arguments: [
        ("https://git.example.com/team/repo.git", "https://git.example.com/team/repo"),
        ("https://user:token@git.example.com/team/repo", "https://git.example.com/team/repo"),
        ("git@git.example.com:team/repo.git", "https://git.example.com/team/repo"),
        ("ssh://git@git.example.com:7999/team/repo.git", "https://git.example.com/team/repo"),
        ("/srv/repo.git", "/srv/repo"),
    ])
    func theRepositoryHasAWebAddress(address: String, web: String) throws {
        #expect(try RemoteAddress(address).webAddress == web)
    }
}
