import RemoteGit
import TestSupport
import Testing

@testable import GitOps

@Suite struct CommitTemplateTests {
    private func template(_ commit: String) throws -> CommitTemplate {
        try CommitTemplate.read(PolicyReader.root(Array("version: 1\n\(commit)\n".utf8)))
    }

    static let proposal = Decision.Proposal(
        subject: "Update shop to v2 in prod",
        changes: ["shop-dev", "shop-prod", "shop-prod"].map {
            Change(application: $0, path: "p", field: "f", from: nil, to: "v2")
        }, files: [],
        trailers: [
            .init(key: TrailerKey.image, value: "r.io:5000/team/shop:v2"), .init(key: TrailerKey.actor, value: "U1"),
        ])

    @Test(arguments: [
        ("", "Update shop to v2 in prod"), ("commit: {}", "Update shop to v2 in prod"),
        ("commit: {subject: 'chore({applications}): {image}/{tag}'}", "chore(shop-dev, shop-prod): shop/v2"),
        (
            "commit: {subject: '[{handler}] {subject} ({actor}, {event})'}",
            "[image-updater] Update shop to v2 in prod (U1, ci/1)"
        ),
    ])
    func words(commit: String, subject: String) throws {
        #expect(try template(commit).subject(of: Self.proposal, by: "image-updater", for: "ci/1") == subject)
    }

    @Test func countsManyApplications() throws {
        var proposal = Self.proposal
        proposal.changes = (0..<4).map { Change(application: "a\($0)", path: "p", field: "f", from: nil, to: "1") }
        proposal.trailers = []
        let template = try template("commit: {subject: '{applications} {image}'}")
        #expect(template.subject(of: proposal, by: "h", for: "e") == "4 applications ")
    }

    @Test(arguments: [
        ("commit: x", 2, 9, "commit as a mapping"), ("commit: {body: x}", 2, 10, "unknown key in commit"),
        ("commit: {subject: '{who}'}", 2, 19, "{subject}, {handler}"), ("commit: {subject: 'a*'}", 2, 19, "without *"),
        ("commit: {subject: ''}", 2, 19, "placeholders"),
    ])
    func anErrorHasItsPlace(commit: String, line: Int, column: Int, message: String) throws {
        let error = #expect(throws: PolicyError.self) { try template(commit) }
        #expect(error?.line == line && error?.column == column && error?.message.contains(message) == true)
    }

    @Test func isWhatTheCommitHas() async throws {
        try await WriterFixture.run { fixture in
            let policy = "version: 1\ncommit: {subject: \"Gitops-Event: {event}\\nGitops-Event: forged\"}\n"
            let first = await fixture.writer.write(FileWriter.event(".gitops.yaml", policy, id: "1"))
            #expect(first.outcome == .pushed)
            let second = await fixture.writer.write(FileWriter.event("a/x", "1\n", id: "2"))
            #expect(second.message == "Write a/x")
            let subject = try await fixture.git("log", "-1", "--format=%s").text
            #expect(subject == "Gitops-Event: test/2 Gitops-Event: forged")
            let events = try await fixture.git("log", "-1", "--format=%(trailers:key=Gitops-Event,valueonly)").text
            #expect(events.split(separator: "\n") == ["test/2"])
        }
    }
}
