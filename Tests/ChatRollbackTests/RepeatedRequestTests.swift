import Events
import FoundationEssentials
import GitOps
import RemoteGit
import TestSupport
import Testing

@testable import ChatRollback

/// A command that waits for a second person and comes again: the answer says what has become of it, and nothing is done.
@Suite(.timeLimit(.minutes(10))) struct RepeatedRequestTests {
    private static let app = ApprovalScene.application
    private static let end = "2027-01-15T10:56:40Z"

    @Test func isToldWhatTheFirstOneWasTold() async throws {
        try await ApprovalScene.run { scene in
            let warm = try scene.fixture.writer()
            var request = try scene.request()
            request.wantsDiff = true
            let first = await warm.write(request)
            #expect(first.pending == ApprovalScene.codeA && first.diff?.contains("v7.0.0") == true)
            let asked = try await scene.git("rev-parse", RefName.approvals.text).text
            for writer in [warm, try scene.fixture.writer()] {
                let again = await writer.write(request)
                #expect(again.outcome == .unchanged && again.pending == first.pending, "\(again.message)")
                #expect(again.message == first.message && again.changes == first.changes && again.diff == first.diff)
                #expect(again.commit == asked && again.link == nil)
            }
            #expect(try await scene.git("rev-parse", RefName.approvals.text).text == asked)
        }
    }

    @Test func nobodyApprovedItInTime() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            let inTime = try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "a", delay: 600)
            #expect(await writer.write(inTime).pending == ApprovalScene.codeA)
            let late = await writer.write(try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "a", delay: 601))
            #expect(late.outcome == .unchanged && late.pending == nil && late.commit == nil)
            #expect(late.message == "nobody approved this until \(Self.end): ask for it again")
        }
    }

    /// Whatever the policy says by now, a repetition changes nothing.
    @Test func isNotCarriedOutThoughItNeedsNobodyNow() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            let policy = try await scene.git("show", "main:.gitops.yaml").text
            let free = policy.replacing("    approve: {by: other, within: 10m}\n", with: "")
            #expect(free != policy)
            try await scene.fixture.commit(free + "\n", to: ".gitops.yaml")
            let before = try await scene.tip
            let again = await writer.write(try scene.request())
            #expect(again.outcome == .unchanged && again.pending == ApprovalScene.codeA, "\(again.message)")
            #expect(try await scene.tip == before)
            #expect(try await scene.waiting == [ApprovalScene.codeA])
        }
    }

    @Test func othersHaveDoneItMeanwhile() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            let free = try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "free", user: "U4")
            #expect(await writer.write(free).outcome == .pushed)
            let again = await writer.write(try scene.request())
            #expect(again.outcome == .unchanged && again.pending == nil)
            #expect(again.message.hasPrefix("this waits for approval, and needs none: "), "\(again.message)")
            #expect(again.message.hasSuffix("is at v7.0.0 already in \(Self.app)") && again.commit == nil)
        }
    }

    @Test func thePolicyWouldNotLetItHappenNow() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            let policy = try await scene.git("show", "main:.gitops.yaml").text
            let narrow = policy.replacing(">=1.0.0", with: "<7.0.0")
            #expect(narrow != policy)
            try await scene.fixture.commit(narrow + "\n", to: ".gitops.yaml")
            let again = await writer.write(try scene.request())
            #expect(again.outcome == .unchanged && again.pending == nil)
            #expect(
                again.message.hasPrefix("this waits for approval until \(Self.end), and would be refused now: "),
                "\(again.message)")
        }
    }

    @Test func whatWasTakenBackOrDoneWasHandledBefore() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            #expect(await writer.write(try scene.request()).pending != nil)
            #expect(await writer.write(try scene.approval()).outcome == .pushed)
            let done = await writer.write(try scene.request())
            #expect(done.outcome == .unchanged && done.pending == nil)
            #expect(done.message == "this event was handled before")
            #expect(done.commit == (try await scene.tip))
        }
    }

    /// What has no name is named by its words: it is the same command as long as that waits.
    @Test func aCommandWithoutAName() async throws {
        try await ApprovalScene.run { scene in
            let writer = try scene.fixture.writer()
            let first = await writer.write(try Self.nameless(after: 0))
            let code = try #require(first.pending)
            let again = await writer.write(try Self.nameless(after: 600))
            #expect(again.pending == code && again.message == first.message)
            #expect(try await scene.git("rev-list", "--count", RefName.approvals.text).text == "1")
            // Nobody approved it: whoever asks then asks once more.
            let anew = await writer.write(try Self.nameless(after: 601))
            #expect(anew.pending == code && anew.message.contains("until 2027-01-15T11:06:41Z"), "\(anew.message)")
            #expect(try await scene.git("rev-list", "--count", RefName.approvals.text).text == "2")
            #expect(await writer.write(try scene.approval(of: code, after: 700)).outcome == .pushed)
            #expect(try await scene.waiting == [])
        }
    }

    private static func nameless(after seconds: Double) throws -> PendingEvent {
        let text = "deploy \(app) v7.0.0"
        let body = #"{"command":"/deploy","text":"\#(text)","user_id":"U1","team_id":"T1","channel_id":"C1"}"#
        let delivery = Delivery(body: Array(body.utf8), receivedAt: ChatFixture.time.addingTimeInterval(seconds))
        let handler = ChatRollback()
        return PendingEvent(try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
    }
}
