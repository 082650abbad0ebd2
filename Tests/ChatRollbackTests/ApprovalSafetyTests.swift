import GitOps
import RemoteGit
import TestSupport
import Testing

@testable import ChatRollback

/// No command is done twice, and none without its approval, whatever comes again, at once or not at all.
@Suite(.timeLimit(.minutes(10))) struct ApprovalSafetyTests {
    private static let app = ApprovalScene.application

    @Test func whatComesAgainChangesNothing() async throws {
        try await ApprovalScene.run { scene in
            let warm = try scene.fixture.writer()
            // These have seen the repository before anything was asked, one of them without the ref.
            let early = try scene.fixture.writer()
            #expect(await early.write(try ChatFixture.command("status \(Self.app)", id: "s")).outcome == .unchanged)
            let other = try scene.fixture.writer()
            #expect(await other.write(try ChatFixture.image("v0.0.1", id: "i")).outcome != .failed)

            #expect(await warm.write(try scene.request()).pending == ApprovalScene.codeA)
            for writer in [warm, try scene.fixture.writer()] {
                let again = await writer.write(try scene.request())
                #expect(again.outcome == .unchanged && again.pending == ApprovalScene.codeA, "\(again.message)")
            }
            #expect(try await scene.git("rev-list", "--count", RefName.approvals.text).text == "1")
            #expect(await warm.write(try scene.approval()).outcome == .pushed)
            let (tip, approvals) = (try await scene.tip, try await scene.git("rev-parse", RefName.approvals.text).text)
            for writer in [other, early, warm, try scene.fixture.writer()] {
                for event in [try scene.request(), try scene.approval()] {
                    // Who has not seen the ref since makes the same commit in the same second, and finds it there.
                    let again = await writer.write(event)
                    #expect(again.outcome == .unchanged, "\(again.message)")
                }
                let second = await writer.write(try scene.approval(by: "U4", id: "late"))
                #expect(second.outcome == .refused, "\(second.message)")
                #expect(second.message.contains("was approved and carried out before, as commit \(tip.prefix(7))"))
            }
            #expect(try await scene.tip == tip)
            #expect(try await scene.git("rev-parse", RefName.approvals.text).text == approvals)
        }
    }

    @Test func twoApproveWhileOthersPush() async throws {
        try await ApprovalScene.run { scene in
            #expect(await (try scene.fixture.writer()).write(try scene.request()).pending != nil)
            let events = [
                try scene.approval(by: "U2", id: "x"), try scene.approval(by: "U4", id: "y"),
                try ChatFixture.image("v6.0.0", id: "i"),
                try ChatFixture.command("hold app-00001-prod v9.0.0", id: "b"),
            ]
            let outcomes = try await Self.together(events, scene)
            #expect(
                outcomes[..<2].map(\.outcome.rawValue).sorted() == ["pushed", "refused"], "\(outcomes.map(\.message))")
            #expect(outcomes[3].pending == ApprovalScene.codeB)
            let approvers = try await scene.git("log", "--format=%(trailers:key=Gitops-Approver,valueonly)", "main")
                .text
            #expect(approvers.split(separator: "\n").count == 1)
            #expect(try await scene.waiting == [ApprovalScene.codeB])
        }
    }

    @Test func twoCopiesWriteOneRequestDown() async throws {
        try await ApprovalScene.run { scene in
            let outcomes = try await Self.together([try scene.request(), try scene.request()], scene)
            #expect(outcomes.allSatisfy { $0.outcome == .unchanged }, "\(outcomes.map(\.message))")
            // In the same second both make the same commit, and both see it there.
            #expect(Set(outcomes.compactMap(\.pending)) == [ApprovalScene.codeA])
            #expect(try await scene.git("rev-list", "--count", RefName.approvals.text).text == "1")
        }
    }

    /// Writes each event by a process of its own, all at once.
    private static func together(_ events: [PendingEvent], _ scene: ApprovalScene) async throws -> [Outcome] {
        let writers = try events.map { _ in try scene.fixture.writer() }
        return await withTaskGroup(of: (Int, Outcome).self) { group in
            for (index, event) in events.enumerated() {
                group.addTask { (index, await writers[index].write(event)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Whichever of the two refs the server does not let change, the other stays, too.
    @Test(arguments: ["refs/heads/main", RefName.approvals.text]) func bothOrNone(declined: String) async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            let before = try await scene.tip
            try scene.updateHook("[ \"$1\" != \(declined) ] || { echo 'not now' >&2; exit 1; }")
            let outcome = await writer.write(try scene.approval())
            #expect(outcome.outcome == .refused, "\(outcome.message)")
            #expect(try await scene.tip == before)
            #expect(try await scene.waiting == [ApprovalScene.codeA])
            // The same approval counts once the server lets it.
            try scene.updateHook("exit 0")
            #expect(await writer.write(try scene.approval()).outcome == .pushed)
            #expect(try await scene.waiting == [])
        }
    }

    @Test func aServerThatTakesNoSuchRef() async throws {
        try await ApprovalScene.run { scene in
            try await scene.git("config", "receive.hideRefs", "refs/gitops")
            let writer = try scene.fixture.writer()
            let before = try await scene.tip
            for id in ["a", "b"] {
                let outcome = await writer.write(try scene.request(id: id))
                #expect(outcome.outcome == .refused && outcome.pending == nil)
                #expect(
                    outcome.message.contains(
                        "this server takes no refs/gitops/approvals, so that deploy \(Self.app) cannot be approved"),
                    "\(outcome.message)")
            }
            #expect(try await scene.pushes == 1)
            #expect(try await scene.tip == before)
            // Whoever needs nobody is not kept from anything.
            let free = try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "c", user: "U4")
            #expect(await writer.write(free).outcome == .pushed)
        }
    }

    @Test func aServerThatHidesTheRequests() async throws {
        try await ApprovalScene.run { scene in
            #expect(await (try scene.fixture.writer()).write(try scene.request()).pending != nil)
            let before = try await scene.tip
            try await scene.git("config", "transfer.hideRefs", "refs/gitops")
            let outcome = await (try scene.fixture.writer()).write(try scene.approval())
            #expect(outcome.outcome == .refused, "\(outcome.message)")
            #expect(try await scene.tip == before)
        }
    }

    @Test func onlySoManyWait() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
                for index in 0..<PendingCommands.most {
                    let event = try scene.request("v7.0.\(index)", id: "r\(index)", after: index < 2 ? -900 : 0)
                    group.addTask { await writer.write(event) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.allSatisfy { $0.pending != nil }, "\(outcomes.map(\.message))")
            // Two of them are over, and go.
            for id in ["a", "b"] {
                #expect(await writer.write(try scene.request(id: id)).pending != nil)
            }
            let full = await writer.write(try scene.request(id: "c"))
            #expect(full.outcome == .refused && full.message.contains("64 commands wait for approval"))
            #expect(try await scene.waiting?.count == PendingCommands.most)
            // Of an hour ago, they go with whatever is written next.
            #expect(await writer.write(try scene.request(id: "d", after: 3600)).pending != nil)
            #expect(try await scene.waiting?.count == 1)
        }
    }

    /// What is on the ref and is not ours is neither carried out nor removed.
    @Test func whatIsNoRequestIsLeftAlone() async throws {
        try await ApprovalScene.run { scene in
            let blob = try await scene.git("hash-object", "-w", "--stdin", input: Array("{}".utf8)).text
            let listing = "100644 blob \(blob)\t\(ApprovalScene.codeA)\n100644 blob \(blob)\tREADME\n"
            let tree = try await scene.git("mktree", input: Array(listing.utf8)).text
            let commit = try await scene.git(
                "-c", "user.name=P", "-c", "user.email=p@example.com", "commit-tree", tree, "-m", "By hand"
            ).text
            try await scene.git("update-ref", RefName.approvals.text, commit)
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.approval()).message.contains("no command waits"))
            #expect(await writer.write(try scene.request(id: "b")).pending == ApprovalScene.codeB)
            #expect(try await scene.waiting == [ApprovalScene.codeA, ApprovalScene.codeB, "README"])
        }
    }
}
