import FoundationEssentials
import GitOps
import RemoteGit

/// What changes for one episode, for people.
struct EpisodeReport: Sendable {
    let alert: String
    let application: String
    let status: ApplicationState.Episode.Status
    /// What is done: "replicas 3 → 5".
    let what: String
    let rule: String
    /// "step 1 of 2"; `nil` where no step is taken.
    var step: String?
    /// What is to come: "undo 30 min after it resolves".
    var outlook: String?
    var changes: [Change] = []
    /// The other applications of which something changes.
    var others: [String] = []
    /// The branch where a person has to merge it; `nil` if it needs no approval.
    var branch: String?
    /// What is shown where no manifest changes.
    let stateChange: Change

    /// Whether a manifest changes, and not the record alone.
    var changesManifests: Bool { !changes.isEmpty }

    /// What its trailers say becomes of the episode. A record alone is no change that counts for a limit.
    var trailerWord: EpisodeTrailer.Word {
        switch status {
        case .firing: changesManifests ? .firing : .noted
        case .resolved: .resolved
        case .closed: .closed
        }
    }

    /// "HighCPU on shop-prod: replicas 3 → 5".
    var subject: String { "\(Prose.short(alert)) on \(application): \(what)" }

    /// "HighCPU on shop-prod: replicas 3 → 5 (rule scale-out, step 1 of 2), commit abc1234; undo 30 min after it
    /// resolves", with a mark where the commit goes.
    var sentence: String {
        let reason = ["rule \(rule)", step].compactMap(\.self).joined(separator: ", ")
        let outlook = branch.map { "; a person has to merge \($0)" } ?? outlook.map { "; \($0)" } ?? ""
        return "\(subject) (\(reason))\(Decision.Proposal.commitMark)\(outlook)"
    }

    /// The changes for the outcome.
    var shownChanges: [Change] { changes.isEmpty ? [stateChange] : changes }
}

extension EpisodeReport {
    /// The report of an episode as it is on record from now on.
    init(
        _ subject: EpisodeSubject,
        _ episode: ApplicationState.Episode,
        what: String,
        changes: [Change] = [],
        others: [String] = [],
        stateChange: Change
    ) {
        self.init(
            alert: subject.alert, application: subject.application.name, status: episode.status, what: what,
            rule: subject.rule.name, changes: changes, others: others, stateChange: stateChange)
        let undo = subject.rule.undo.map { Prose.text($0.delay(afterFlaps: episode.flaps)) }
        switch episode.status {
        case .firing:
            if episode.step > 0 { step = "step \(episode.step) of \(subject.rule.steps.count)" }
            if let undo, episode.hasChanges { outlook = "undo \(undo) after it resolves" }
        case .resolved:
            if let undo { outlook = "undo \(undo) after that" }
        case .closed: break
        }
    }
}

/// The reports of one event in few words.
struct ReportSummary {
    private let reports: [EpisodeReport]

    /// - Parameter reports: at least one.
    init(_ reports: [EpisodeReport]) {
        self.reports = reports
    }

    /// The first line of the commit's message.
    var subject: String {
        if reports.count == 1, let report = reports.first { return report.subject }
        var seen: Set<String> = []
        let applications = reports.map(\.application).filter { seen.insert($0).inserted }
        let places =
            applications.count > 3 ? "\(applications.count) applications" : applications.joined(separator: ", ")
        return "Remediate \(Prose.count(reports.count, "alert")) on \(places)"
    }

    /// The outcome's sentence.
    var message: String {
        let shown = reports.prefix(3).map(\.sentence).joined(separator: ". ")
        return reports.count > 3 ? "\(shown). And \(reports.count - 3) more" : shown
    }

    /// What the next ticks find the episodes by, and changes are counted by: one for each application.
    var trailers: [Commit.Trailer] {
        var seen: Set<EpisodeTrailer> = []
        return reports.flatMap { report in
            ([report.application] + report.others).map { EpisodeTrailer(word: report.trailerWord, application: $0) }
        }.filter { seen.insert($0).inserted }.map(\.trailer)
    }
}
