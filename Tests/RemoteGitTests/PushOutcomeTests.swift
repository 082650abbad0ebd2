import TestSupport
import Testing

@testable import RemoteGit

/// What came of a push: the branch decides, not the answer.
@Suite struct PushOutcomeTests {
    enum Answer: CaseIterable {
        case ok, rejected, hook, unpackError, empty, cut, error, fatal, refusedByStatus, wrongRef
    }

    private func reply(_ answer: Answer) -> TinyHTTPServer.Reply {
        switch answer {
        case .ok: Wire.receivePack(Wire.report(["unpack ok", "ok refs/heads/main"]))
        case .rejected: Wire.receivePack(Wire.report(["unpack ok", "ng refs/heads/main failed to update ref"]))
        case .hook:
            Wire.receivePack(
                Wire.report(
                    ["unpack ok", "ng refs/heads/main pre-receive hook declined"], words: "not on\nFridays\u{7}\n"))
        case .unpackError:
            Wire.receivePack(Wire.report(["unpack index-pack abnormal exit", "ng refs/heads/main unpacker error"]))
        case .empty: Wire.receivePack([])
        case .cut:
            .cut(
                .init(headers: [("Content-Type", "application/x-git-receive-pack-result")], text: "00000000"), after: 99
            )
        case .error: Wire.receivePack(Wire.line("ERR the repository is read-only\n"))
        case .fatal: Wire.receivePack(Wire.line("\u{3}out of space\n"))
        case .refusedByStatus: .status(403)
        case .wrongRef: Wire.receivePack(Wire.report(["unpack ok", "ok refs/heads/other"]))
        }
    }

    private func push(
        _ answer: Answer,
        thenTip tip: (HandMadeRepository, Revision) throws -> [[UInt8]]
    ) async throws -> (Result<RemoteBranch.PushResult, RemoteGitError>, requests: Int) {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(try made.answers(), [reply(answer)])
        let (branch, revision) = try await server.changedBranch()
        server.answer(.uploadPack, try tip(made, revision).map(Wire.uploadPack))
        do throws(RemoteGitError) {
            return (.success(try await branch.push(revision)), server.requests.count)
        } catch {
            return (.failure(error), server.requests.count)
        }
    }

    /// The server took the push, and perhaps somebody pushed on top of it, whatever it answered.
    @Test(arguments: Answer.allCases, [0, 1, 5])
    func ourCommitIsOnTheBranch(answer: Answer, newer: Int) async throws {
        let (result, requests) = try await push(answer) { made, revision in
            var pack = PackWriter()
            try pack.add(made.tip, base: nil)
            let ours = revision.ledger[0]
            var tip = try CommitDraft.sample(ours.message).object(tree: ours.tree, parent: made.tip.id)
            #expect(tip.id == revision.id)
            try pack.add(tip, base: nil)
            for index in 0..<newer {
                tip = try CommitDraft.sample("Other \(index)\n").object(tree: made.root.id, parent: tip.id)
                try pack.add(tip, base: nil)
            }
            return [Wire.refs(tip.id), Wire.fetch(pack.bytes)]
        }
        #expect(result == .success(.pushed))
        #expect(requests == (answer == .ok ? 6 : 8))
    }

    @Test(arguments: Answer.allCases.filter { $0 != .ok }) func somebodyWasFaster(answer: Answer) async throws {
        let (result, _) = try await push(answer) { made, _ in
            let other = try CommitDraft.sample("Other\n").object(tree: made.root.id, parent: made.tip.id)
            return [Wire.refs(other.id), Wire.fetch(try HandMadeRepository.pack(made.tip, other))]
        }
        #expect(result == .success(.moved))
    }

    /// Git sends 128 bytes of a hook's words at a time.
    @Test func wordsComeInPiecesThatEndAnywhere() throws {
        let update = RefUpdate(ref: "refs/heads/main", old: nil, new: .zero)
        let words = Array("nicht am Freitag: Änderungen erst wieder über das Ticket für Müller".utf8)
        let report = Wire.report(["unpack ok", "ng refs/heads/main pre-receive hook declined"])
        let answer = words.flatMap { Wire.line([2, $0]) } + report
        let expected = "pre-receive hook declined / \(String(decoding: words, as: UTF8.self))"
        #expect(try ReceivePack(updates: [update], pack: []).read(answer) == .rejected(expected))
    }

    @Test(
        arguments: [
            (.rejected, .success(.declined("failed to update ref"))),
            (.hook, .success(.declined("pre-receive hook declined / not on / Fridays"))),
            (.unpackError, .success(.declined("unpack index-pack abnormal exit / unpacker error"))),
            (.error, .success(.declined("the server declined: the repository is read-only"))),
            (.fatal, .success(.declined("the server stopped: out of space"))), (.empty, .failure(.brokenAnswer)),
            (.cut, .failure(.unreachable)), (.refusedByStatus, .failure(.credentials)),
            (.wrongRef, .failure(.brokenAnswer)),
        ] as [(Answer, Result<RemoteBranch.PushResult, ClassOfError>)])
    func theServerDidNotTakeIt(
        answer: Answer,
        expected: Result<RemoteBranch.PushResult, ClassOfError>
    ) async throws {
        let (result, _) = try await push(answer) { made, _ in [Wire.refs(made.tip.id)] }
        #expect(result.mapError { ClassOfError(kind: $0.kind) } == expected)
    }

    struct ClassOfError: Error, Equatable {
        let kind: RemoteGitError.Class
        static let brokenAnswer = Self(kind: .brokenAnswer)
        static let unreachable = Self(kind: .unreachable)
        static let credentials = Self(kind: .credentials)
    }

    @Test func whereNothingCanBeReadAfterwardsThereIsAnError() async throws {
        let made = try HandMadeRepository()
        let server = try ScriptedServer(try made.answers(), [reply(.cut)])
        let (branch, revision) = try await server.changedBranch()
        server.answer(.uploadPack, [.status(503)])
        let error = await #expect(throws: RemoteGitError.self) { try await branch.push(revision) }
        #expect(error?.kind == .busy)
    }
}
