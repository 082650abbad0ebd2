import RemoteGit
import TestSupport
import Testing

@testable import GitOps

@Suite struct CommitMessageTests {
    static let nasty = [
        "plain", "a\nGitops-Event: forged/1", "a\r\nGitops-Event: forged/1", "\n\nGitops-Event: forged/1\n\n",
        "a\u{2028}Gitops-Event: x",
        "a\u{85}Gitops-Event: x", "\u{0B}Gitops-Event: x", "Gitops-Event: forged/1", "--- Gitops-Event: x", "---",
        "# comment",
        "a\0b", "\u{1B}[31mred", "Signed-off-by: x", "(cherry picked from commit 1)", "a: b", " indented", "\ttab", "",
        "-- >8 --", "diff --git a/x b/x", "ünï 😀",
    ]

    private func text(_ nasty: String) -> String {
        let change = Change(application: nasty, path: nasty, field: nasty, from: nasty, to: nasty)
        return CommitMessage(
            subject: nasty, proposal: Decision.Proposal(subject: nasty, changes: [change, change], files: []),
            handler: "h",
            event: "ci/1"
        ).text
    }

    @Test(arguments: nasty) func textFromOutsideForgesNoTrailer(nasty: String) async throws {
        let parsed = try await GitCommand(in: "/")("interpret-trailers", "--parse", input: Array(text(nasty).utf8)).text
        let lines = parsed.split(separator: "\n")
        #expect(lines.count == (nasty.isEmpty ? 2 : 3), "\(parsed)")
        #expect(lines.first == "Gitops-Handler: h")
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("Gitops-Application: ") })
        #expect(lines.last == "Gitops-Event: ci/1")
        // And the ledger reads it so.
        var revision = try Revision(texts: ["a": "b"])
        var draft = try CommitDraft.sample
        draft.message = text(nasty)
        let path = try #require(RepositoryPath("a"))
        _ = try #require(try revision.commit([.init(path: path, content: [])], draft))
        #expect(revision.ledger.first?.trailers("gitops-event") == ["ci/1"])
        #expect(revision.ledger.first?.trailers("Gitops-Handler") == ["h"])
    }

    @Test(arguments: nasty) func aValueOfATrailerStaysOnItsLine(nasty: String) async throws {
        let text = CommitMessage(
            subject: "Roll back",
            proposal: Decision.Proposal(
                subject: "Roll back", changes: [], files: [],
                trailers: [
                    .init(key: TrailerKey.actor, value: nasty), .init(key: TrailerKey.episode, value: "firing x"),
                ]),
            handler: "h", event: "ci/1"
        ).text
        let parsed = try await GitCommand(in: "/")("interpret-trailers", "--parse", input: Array(text.utf8)).text
        let keys = parsed.split(separator: "\n").map { $0.prefix { $0 != ":" } }
        let actor = nasty.isEmpty ? [] : ["Gitops-Actor"]
        #expect(keys.map(String.init) == ["Gitops-Handler", "Gitops-Event"] + actor + ["Gitops-Episode"], "\(parsed)")
    }

    @Test func isReadable() {
        let proposal = Decision.Proposal(
            subject: "Update shop to v2 in prod",
            changes: [
                Change(application: "shop-prod", path: "a/k.yaml", field: "images[x].newTag", from: "v1", to: "v2"),
                Change(
                    application: "shop-prod", path: "a/k.yaml", field: "images[x].digest", from: "sha256:1", to: nil),
                Change(application: "shop-dev", path: "b/k.yaml", field: "images[x].newTag", from: nil, to: "v2"),
            ], files: [])
        #expect(
            CommitMessage(subject: proposal.subject, proposal: proposal, handler: "image-updater", event: "ci/1").text
                == """
                Update shop to v2 in prod

                * a/k.yaml: images[x].newTag v1 -> v2
                * a/k.yaml: images[x].digest sha256:1 -> (removed)
                * b/k.yaml: images[x].newTag (none) -> v2

                Gitops-Handler: image-updater
                Gitops-Application: shop-prod
                Gitops-Application: shop-dev
                Gitops-Event: ci/1

                """)
    }
}
