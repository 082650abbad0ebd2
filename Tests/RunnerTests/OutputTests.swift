import Synchronization
import TestSupport
import Testing

@testable import runner

/// What is written where, by who reads it.
@Suite(.timeLimit(.minutes(2))) struct OutputTests {
    /// As `runner tail | head` ends: as by SIGPIPE, and without a word.
    @Test(arguments: [["completions", "bash"], ["package", "image-updater", "--manifests", "knative"]])
    func nobodyReads(arguments: [String]) async throws {
        let result = try await RunnerProcess().runUnread(arguments)
        #expect(result.code == 141)
        #expect(result.errors == "")
    }

    @Test(arguments: [
        (["TERM": "xterm"], true, true), ([:], true, true), (["NO_COLOR": ""], true, true),
        (["TERM": "xterm"], false, false), (["TERM": "dumb"], true, false), (["NO_COLOR": "1"], true, false),
    ])
    func colours(environment: [String: String], isTerminal: Bool, isColoured: Bool) {
        let style = TerminalStyle.standardOutput(environment: environment, isTerminal: isTerminal)
        #expect(style.isColoured == isColoured)
        #expect(style.good("ok").contains("\u{1B}") == isColoured)
    }

    /// Lines of the output are not behind that of the progress, where both are on one terminal.
    @Test func progressMakesRoom() {
        let written = Mutex<[String]>([])
        let progress = Progress("events", of: 2, isShown: true) { text in written.withLock { $0.append(text) } }
        progress.hide()
        progress.advance()
        progress.hide()
        progress.hide()
        #expect(written.withLock { $0 } == ["\r\u{1B}[K1 of 2 events", "\r\u{1B}[K"])
        let silent = Progress("events", of: 2, isShown: false) { _ in Issue.record("it is no terminal") }
        silent.advance()
        silent.hide()
    }

    /// What may work later says so by its exit code, as the functions do.
    @Test(arguments: ["why", "init"]) func theGitServerIsAway(command: String) async throws {
        let port = try LoopbackPort()
        let repository = "http://127.0.0.1:\(port.number)/repo.git"
        let result = try await RunnerProcess(environment: ["GITOPS_REPOSITORY": repository])
            .run(command, command == "init" ? repository : "shop-prod")
        #expect(result.code == 75, "\(result.errors)")
        #expect(result.output == "" && result.errors.split(separator: "\n").count == 1)
    }
}
