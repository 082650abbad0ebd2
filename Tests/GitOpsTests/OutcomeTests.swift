import FoundationEssentials
import RemoteGit
import Testing

@testable import GitOps

@Suite struct OutcomeTests {
    /// The table of DESIGN.md, "Interfaces".
    @Test(
        arguments: [
            (.pushed, 0, 200, .ack), (.unchanged, 0, 200, .ack), (.refused, 77, 403, .ack),
            (.invalid, 65, 400, .deadLetter),
            (.retry, 75, 503, .redeliver), (.failed, 70, 500, .redeliver),
        ] as [(OutcomeKind, Int32, Int, OutcomeKind.Acknowledgement)])
    func table(kind: OutcomeKind, exit: Int32, status: Int, acknowledgement: OutcomeKind.Acknowledgement) {
        #expect(kind.exitCode == exit)
        #expect(kind.httpStatus == status)
        #expect(kind.acknowledgement == acknowledgement)
    }

    @Test(
        arguments: [
            (.busy, .retry), (.unreachable, .retry), (.declined, .failed), (.pushDeclined, .refused),
            (.credentials, .failed),
            (.notFound, .failed),
            (.brokenAnswer, .failed), (.tooLarge, .failed), (.invalidRequest, .failed), (.local, .failed),
        ] as [(RemoteGitError.Class, OutcomeKind)])
    func ofErrors(error: RemoteGitError.Class, kind: OutcomeKind) {
        #expect(OutcomeKind(of: RemoteGitError(error, "x")) == kind)
    }

    @Test func asJSON() throws {
        var outcome = Outcome(.pushed, "Update shop", handler: "image-updater", event: "ci/4711")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let least = #"{"event":"ci/4711","handler":"image-updater","message":"Update shop","outcome":"pushed"}"#
        #expect(String(decoding: try encoder.encode(outcome), as: UTF8.self) == least)
        outcome.changes = [Change(application: "a", path: "p", field: "f", from: nil, to: "v1.2.3")]
        outcome.refused = [Refusal(application: nil, rule: "no"), Refusal(application: "b", rule: "no")]
        (outcome.repository, outcome.branch, outcome.commit) = ("https://x/y", "main", "c0ffee")
        (outcome.requests, outcome.bytesSent, outcome.bytesReceived, outcome.milliseconds) = (6, 1400, 2504, 61)
        outcome.dryRun = true
        outcome.diff = "+v1.2.3"
        let all = """
            {"branch":"main","bytesReceived":2504,"bytesSent":1400,"changes":[{"application":"a","field":"f","path":"p",\
            "to":"v1.2.3"}],"commit":"c0ffee","dryRun":true,"event":"ci/4711","handler":"image-updater",\
            "message":"Update shop","milliseconds":61,"outcome":"pushed","refused":[{"rule":"no"},\
            {"application":"b","rule":"no"}],"repository":"https://x/y","requests":6}
            """
        #expect(String(decoding: try encoder.encode(outcome), as: UTF8.self) == all)
        outcome.diff = nil
        #expect(try JSONDecoder().decode(Outcome.self, from: Data(all.utf8)) == outcome)
    }
}
