import GitOps
import RemoteGit
import TestSupport
import Testing

@testable import ChatRollback

/// Commands that somebody else has to approve, on a real repository.
@Suite(.timeLimit(.minutes(10))) struct ApprovalTests {
    private static let app = ApprovalScene.application

    @Test func anotherPersonsWordCarriesItOut() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            let before = try await scene.tip
            var request = try scene.request()
            request.wantsDiff = true
            let asked = await writer.write(request)
            #expect(asked.outcome == .unchanged && asked.pending == ApprovalScene.codeA, "\(asked.message)")
            #expect(
                asked.message.contains(
                    "Somebody else who may deploy \(Self.app) (U2, U4) approves it until 2027-01-15T10:56:40Z "
                        + "by: /deploy approve \(ApprovalScene.codeA)"), "\(asked.message)")
            #expect(asked.changes?.map(\.to) == ["v7.0.0"] && asked.link == nil)
            #expect(asked.diff?.contains("+") == true && asked.diff?.contains("v7.0.0") == true)
            #expect(try await scene.tip == before)
            #expect(try await scene.waiting == [ApprovalScene.codeA])
            let status = await writer.write(try ChatFixture.command("status \(Self.app)", id: "s"))
            #expect(status.pending == nil)
            #expect(status.message.contains("/deploy deploy \(Self.app) v7.0.0, asked for by U1, code 7fd39ad6"))

            let pushes = try await scene.pushes
            let approved = await writer.write(try scene.approval())
            #expect(approved.outcome == .pushed && approved.pending == nil, "\(approved.message)")
            #expect(approved.message.hasSuffix("; asked for by U1, approved by U2"))
            // Change and removal are one push.
            #expect(try await scene.pushes == pushes + 1)
            #expect(try await scene.waiting == [])
            #expect(try await scene.git("rev-parse", "main~1").text == before)
            #expect(try await scene.git("show", "main:\(ChatFixture.kustomization)").text.contains("v7.0.0"))
            #expect(try await scene.trailers("Gitops-Actor") == ["U1"])
            #expect(try await scene.trailers("Gitops-Approver") == ["U2"])
            #expect(try await scene.trailers("Gitops-Event") == ["chat/ok", "chat/a"])
            #expect(try await scene.trailers("Gitops-Command") == ["/deploy deploy \(Self.app) v7.0.0"])
            let after = await writer.write(try ChatFixture.command("status \(Self.app)", id: "t"))
            #expect(after.message.contains("asked for by U1, approved by U2") && !after.message.contains("waits for"))
        }
    }

    @Test(arguments: [
        ("U3", "T1", ApprovalScene.codeA, 60.0, "chat.allow does not let U3 of T1 in C1 approve deploy \(app)"),
        ("U9", "T1", ApprovalScene.codeA, 60, "chat.allow does not let U9 of T1 in C1 command anything"),
        ("U1", "T1", ApprovalScene.codeA, 60, "somebody else has to approve what U1 asked for"),
        ("U2", "T2", ApprovalScene.codeA, 60, "no command waits for approval by the code 7fd39ad6"),
        ("U2", "T1", ApprovalScene.codeB, 60, "no command waits for approval by the code 81d95a5e"),
        ("U2", "T1", ApprovalScene.codeA, 601, "could be approved until 2027-01-15T10:56:40Z: ask for it again"),
        ("U2", "T1", "", 60, "approve needs the code of a command that waits"),
        ("U2", "T1", "../7fd39", 60, "approve needs the code of a command that waits"),
    ])
    func isRefused(user: String, team: String, code: String, seconds: Double, words: String) async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            let before = try await scene.tip
            #expect(await writer.write(try scene.request()).pending == ApprovalScene.codeA)
            let outcome = await writer.write(try scene.approval(of: code, by: user, team: team, after: seconds))
            #expect(outcome.outcome == .refused && outcome.message.contains(words), "\(outcome.message)")
            #expect(outcome.pending == nil)
            #expect(try await scene.tip == before)
            #expect(try await scene.waiting == [ApprovalScene.codeA])
        }
    }

    @Test func whoNeedsNobodyWaitsForNobody() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            let free = await writer.write(try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "a", user: "U4"))
            #expect(free.outcome == .pushed && free.pending == nil, "\(free.message)")
            // What changes nothing and what is refused is said at once.
            let same = await writer.write(try scene.request(id: "b"))
            #expect(same.outcome == .unchanged && same.pending == nil)
            let refused = await writer.write(try scene.request("not/a/tag", id: "c"))
            #expect(refused.outcome == .refused && refused.message.contains("no image tag"))
            let alone = try ChatFixture.command("scale app-00003-stage 3", id: "d", user: "U5")
            let nobody = await writer.write(alone)
            #expect(nobody.outcome == .refused && nobody.message.contains("lets nobody else scale it"))
            #expect(try await scene.waiting == nil)
        }
    }

    @Test func itIsDecidedAnewWhenItIsApproved() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            #expect(await writer.write(try ChatFixture.image("v6.0.0", id: "i")).outcome == .pushed)
            // At the last moment, by another process, and with a slash command of its own.
            let event = try ChatFixture.command("7FD39AD6", id: "ok", slash: "/approve", user: "U4", after: 600)
            let approved = await (try scene.fixture.writer()).write(event)
            #expect(approved.outcome == .pushed, "\(approved.message)")
            #expect(approved.changes?.first?.from == "v6.0.0" && approved.changes?.first?.to == "v7.0.0")
            #expect(try await scene.trailers("Gitops-Approver") == ["U4"])

            // What has come about meanwhile needs nobody's approval any more.
            let hold = try ChatFixture.command("hold \(Self.app) v8.0.0", id: "b", user: "U2")
            #expect(await writer.write(hold).pending == ApprovalScene.codeB)
            let again = try ChatFixture.command("approve \(ApprovalScene.codeB)", id: "ok2")
            #expect(await writer.write(again).outcome == .pushed)
            let state = try await scene.git("show", "main:\(ChatFixture.directory)/.gitops-state").text
            #expect(state.contains("U2") && !state.contains("U1"))
        }
    }

    @Test func whoAskedHasToBeAllowedStill() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            let policy = try await scene.git("show", "main:.gitops.yaml").text
            try await scene.fixture.commit(policy.replacing("[U1, U2]", with: "[U2]") + "\n", to: ".gitops.yaml")
            let outcome = await writer.write(try scene.approval(by: "U4"))
            #expect(outcome.outcome == .refused, "\(outcome.message)")
            #expect(outcome.message.contains("chat.allow does not let U1 of T1 in C1 deploy \(Self.app)"))
        }
    }

    @Test func aDryRunShowsWhatWouldWait() async throws {
        try await ApprovalScene.run { scene in
            let preview = await (try scene.fixture.writer()).preview(try scene.request())
            #expect(preview.outcome.outcome == .unchanged && preview.outcome.pending == ApprovalScene.codeA)
            #expect(
                preview.diff.contains("v7.0.0") && preview.diff.contains("refs/gitops/approvals: 7fd39ad6 is written"))
            #expect(preview.message.hasPrefix("Ask for approval: "))
            #expect(try await scene.waiting == nil)
        }
    }
}
