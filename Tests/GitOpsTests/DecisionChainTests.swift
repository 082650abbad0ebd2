import GitOps
import RemoteGit
import Testing

@Suite struct DecisionChainTests {
    private let path = RepositoryPath("notes/a")

    /// A decision that writes a value, and says what it found.
    private func write(_ value: String, to path: RepositoryPath?, _ snapshot: Snapshot) throws(Undecided) -> Decision {
        guard let path else { throw .failed("there is no path") }
        let current = try snapshot.file(path).map { String(decoding: $0, as: UTF8.self) }
        guard current != value else { return .unchanged("\(path) is \(value)") }
        return .change(
            Decision.Proposal(
                subject: "Write \(value)",
                changes: [Change(application: "a", path: "\(path)", field: "f", from: current, to: value)],
                files: [Revision.FileChange(path: path, content: Array(value.utf8))],
                refused: [Refusal(application: "b", rule: "no")]))
    }

    private func chain(_ files: [RepositoryPath: [UInt8]] = [:]) throws -> DecisionChain {
        DecisionChain(on: Snapshot(try Revision(files: files)))
    }

    @Test func eachSeesTheChangesBefore() throws {
        let other = RepositoryPath("notes/b")
        var chain = try chain([try #require(path): Array("1".utf8)])
        try chain.add { snapshot throws(Undecided) in try write("2", to: path, snapshot) }
        try chain.add { snapshot throws(Undecided) in try write("2", to: path, snapshot) }
        try chain.add { snapshot throws(Undecided) in try write("3", to: path, snapshot) }
        try chain.add { snapshot throws(Undecided) in try write("x", to: other, snapshot) }
        guard case .change(let proposal) = try chain.result(ifEmpty: "") else {
            Issue.record("nothing changes")
            return
        }
        #expect(proposal.subject == "Write 2; Write 3; Write x")
        #expect(
            proposal.changes == [
                Change(application: "a", path: "notes/a", field: "f", from: "1", to: "3"),
                Change(application: "a", path: "notes/b", field: "f", from: nil, to: "x"),
            ])
        #expect(proposal.files.map { $0.content } == [Array("3".utf8), Array("x".utf8)])
        #expect(proposal.refused == [Refusal(application: "b", rule: "no")])
        #expect(proposal.message == nil)
    }

    @Test func oneIsAsItIs() throws {
        var chain = try chain()
        try chain.add { _ throws(Undecided) in .unchanged("so") }
        guard case .unchanged("so") = try chain.result(ifEmpty: "empty") else {
            Issue.record("it is another")
            return
        }
    }

    @Test func refusalsComeBeforeWhatIsSoAlready() throws {
        var chain = try chain()
        guard case .unchanged("empty") = try chain.result(ifEmpty: "empty") else {
            Issue.record("there was none")
            return
        }
        try chain.add { _ throws(Undecided) in .unchanged("so") }
        try chain.add { _ throws(Undecided) in .unchanged("and so") }
        guard case .unchanged("so; and so") = try chain.result(ifEmpty: "empty") else {
            Issue.record("not both")
            return
        }
        let refusal = Refusal(application: nil, rule: "no")
        try chain.add { _ throws(Undecided) in .refused([refusal]) }
        try chain.add { _ throws(Undecided) in .refused([refusal]) }
        guard case .refused([refusal]) = try chain.result(ifEmpty: "empty") else {
            Issue.record("not refused")
            return
        }
    }

    @Test func whatAllMissIsLoadedTogether() throws {
        var chain = try chain()
        let wants = try ["a", "b"].map { Want.entry(try #require(RepositoryPath($0))) }
        for want in wants { try chain.add { _ throws(Undecided) in throw .notLoaded([want]) } }
        #expect(throws: Undecided.notLoaded(Set(wants))) { try chain.result(ifEmpty: "") }
        #expect(throws: Undecided.failed("broken")) { try chain.add { _ throws(Undecided) in throw .failed("broken") } }
    }
}
