import AlertRemediator
import Events
import FoundationEssentials
import GitOps
import RemoteGit

/// Shows for each recorded event what the rules would do about it on the branch as it is.
struct RuleTrial {
    private var rehearsal: Rehearsal

    init(_ rehearsal: Rehearsal) {
        self.rehearsal = rehearsal
    }

    /// What is printed, and the outcome that stands for all of them.
    ///
    /// - Throws: ``CommandFailure`` if a file cannot be understood.
    func result(of files: [RecordedFile]) async throws(CommandFailure) -> (text: String, exit: OutcomeKind) {
        var trial = self
        var texts: [String] = []
        var exit = OutcomeKind.unchanged
        for file in files {
            let event = try file.event().event
            let (step, findings) = try await trial.rehearsal.judged(event, keepsCommit: false)
            texts.append(Self.text(file.path, event, step, findings))
            if step.outcome.outcome == .failed {
                exit = .failed
            } else if exit != .failed, step.outcome.refused != nil {
                exit = .refused
            }
        }
        return (texts.joined(separator: "\n"), exit)
    }

    private static func text(
        _ path: String,
        _ event: Event<RemediationEvent>,
        _ step: Rehearsal.Step,
        _ findings: [AlertFinding]
    ) -> String {
        var lines = ["\(path) at \(RFC3339.text(from: event.time)): \(step.outcome.outcome.rawValue)"]
        if findings.isEmpty { lines.append("  \(step.outcome.message)") }
        for finding in findings {
            lines.append("  \(finding.alert)")
            lines.append("    rule:   \(finding.rule ?? "none")")
            lines.append("    guard:  \(finding.kind == .refused ? finding.sentence : "none")")
            if finding.kind != .refused { lines.append("    result: \(finding.sentence)") }
        }
        if !step.diff.isEmpty { lines.append(step.diff.hasSuffix("\n") ? String(step.diff.dropLast()) : step.diff) }
        return lines.map(Self.printable).joined(separator: "\n") + "\n"
    }

    /// What comes from outside does not steer a terminal.
    private static func printable(_ line: String) -> String {
        String(
            String.UnicodeScalarView(
                line.unicodeScalars.map {
                    $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" ? "\u{FFFD}" : $0
                }))
    }
}

extension Rehearsal {
    /// Decides an event and says what came of each of its alerts.
    ///
    /// - Throws: ``CommandFailure`` if the repository cannot be read.
    mutating func judged(
        _ event: Event<RemediationEvent>,
        keepsCommit: Bool
    ) async throws(CommandFailure) -> (step: Step, findings: [AlertFinding]) {
        let handler = AlertRemediator()
        do {
            let step = try await decide(PendingEvent(event, for: handler), keepsCommit: keepsCommit)
            // Everything is loaded by now; what failed says so in the outcome.
            let findings = (try? handler.judge(event, in: step.before))?.findings ?? []
            return (step, findings)
        } catch {
            throw CommandFailure(.failed, error.message)
        }
    }
}
