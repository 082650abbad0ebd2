import Events
import FoundationEssentials
import GitOps
import RemoteGit

/// What one event comes to: alerts and episodes are judged one after the other, each on the files as those before it
/// have left them.
struct Remediation {
    /// The event's name in the ledger.
    let event: EventIdentity
    /// The time of the event.
    let time: Date
    let snapshot: Snapshot
    let remediations: Remediations
    var applications: ApplicationDirectory
    /// The files as they would be.
    var files = EditedFiles()
    /// The directories that go back to an earlier state.
    var entries: [Revision.EntryChange] = []
    /// The applications whose images go back to earlier versions.
    var withOlderImages: Set<String> = []
    var states: StateFiles
    var changeCount: ChangeCount
    let isFrozen: Bool

    var findings: [AlertFinding] = []
    var refusals: [Refusal] = []
    /// The episodes that change, in their order, with what is said of each.
    var reports: [EpisodeReport] = []
    /// What a person has to approve, for the end, when all that needs no approval is known.
    var forApproval: [ForApproval] = []
    /// The branches that it goes to.
    var proposed: [Decision.RefChange] = []
    /// The episodes that an alert of this event has spoken of.
    private var judged: Set<EpisodeKey> = []

    init(
        on event: EventIdentity,
        at time: Date,
        policy: Policy,
        remediations: Remediations,
        in snapshot: Snapshot
    ) throws(Undecided) {
        self.event = event
        self.time = time
        self.snapshot = snapshot
        self.remediations = remediations
        applications = ApplicationDirectory(policy, in: snapshot)
        states = StateFiles(in: snapshot)
        changeCount = ChangeCount(at: time, in: snapshot)
        isFrozen = try snapshot.isFrozen()
    }

    // MARK: Alerts

    /// Judges the alerts of a delivery, then the other episodes of the same applications.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with what is missed for all of them, or ``Undecided/failed(_:)``.
    mutating func judge(_ delivery: AlertDelivery) throws(Undecided) {
        var concerned: [String: Application] = [:]
        try forEach(delivery.alerts) { (plan, alert) throws(Undecided) in
            for application in try plan.judge(alert) { concerned[application.name] = application }
        }
        let names = concerned.keys.sorted()
        try forEach(names) { (plan, name) throws(Undecided) in
            if let application = concerned[name] { try plan.judgeEpisodes(of: application, isTick: false) }
        }
        try propose()
    }

    /// Judges an alert by each rule that is about it.
    ///
    /// - Returns: the applications that it concerns.
    private mutating func judge(_ alert: Alert) throws(Undecided) -> [Application] {
        var concerned: [Application] = []
        let rules = remediations.rules(for: alert.labels)
        if rules.isEmpty {
            note(.unmatched, alert.name, nil, nil, "no remediation is about it")
        }
        for rule in rules {
            switch try applications.application(of: alert, by: rule) {
            case .objection(let sentence):
                refuse(alert.name, rule, nil, sentence)
            case .application(let application):
                concerned.append(application)
                try judge(alert, rule, application)
            }
        }
        return concerned
    }

    private mutating func judge(
        _ alert: Alert,
        _ rule: RemediationRule,
        _ application: Application
    ) throws(Undecided) {
        let key = EpisodeKey(application: application.name, rule: rule.name, fingerprint: alert.fingerprint)
        judged.insert(key)
        let known = try states.episode(key, of: application)
        let new = ApplicationState.Episode(
            application: application.name, fingerprint: alert.fingerprint, startsAt: alert.startsAt, rule: rule.name,
            step: 0, status: .firing, at: time, alert: alert.name)
        let verdict = EpisodeJudge(rule: rule, time: time).verdict(on: Sighting(alert), of: known, new: new)
        let subject = EpisodeSubject(
            alert: alert.name, labels: alert.labels, rule: rule, application: application, key: key)
        try carryOut(verdict, subject, before: known)
    }

    // MARK: Time

    /// Judges all episodes that the commits of the last time have left open.
    ///
    /// - Throws: ``Undecided``.
    mutating func judgeOpenEpisodes() throws(Undecided) {
        let names = try EpisodeTrailer.applications(
            in: snapshot, since: time.addingTimeInterval(-remediations.lookBack.seconds))
        try forEach(names) { (plan, name) throws(Undecided) in
            guard let application = try plan.applications.application(named: name) else { return }
            try plan.judgeEpisodes(of: application, isTick: true)
        }
        try propose()
    }

    /// Judges an application's episodes by the time that has passed.
    private mutating func judgeEpisodes(of application: Application, isTick: Bool) throws(Undecided) {
        for key in try states.episodes(of: application).map({ EpisodeKey($0) }) where !judged.contains(key) {
            // The ones before it may have left it something.
            guard let episode = try states.episode(key, of: application) else { continue }
            guard let rule = remediations.rule(named: episode.rule) else {
                if isTick { try forgetEpisodeWithoutRule(episode, application) }
                continue
            }
            guard episode.owner == nil else {
                if isTick { try judgePart(episode, application, by: rule) }
                continue
            }
            let verdict = EpisodeJudge(rule: rule, time: time).verdict(onTimeFor: episode, isTick: isTick)
            // A record alone is not worth a commit of an alert that is about something else.
            if verdict == .forget, !isTick { continue }
            let subject = EpisodeSubject(
                alert: episode.alert ?? rule.name, labels: nil, rule: rule, application: application, key: key)
            try carryOut(verdict, subject, before: episode)
        }
    }

    /// What the policy does not name any more is not undone: somebody has taken it out of automation's hands.
    private mutating func forgetEpisodeWithoutRule(
        _ episode: ApplicationState.Episode,
        _ application: Application
    ) throws(Undecided) {
        guard !isFrozen else { return }
        try forgetParts(of: episode)
        try states.remove(EpisodeKey(episode), of: application)
        let name = episode.alert ?? episode.rule
        report(
            .recorded,
            EpisodeReport(
                alert: name, application: application.name, status: .closed,
                what: "forgotten, since the policy has no rule \(episode.rule) any more", rule: episode.rule,
                stateChange: states.change(from: episode, to: nil, of: application)))
    }

    /// Does something for all, and throws what all of them miss together.
    mutating func forEach<Item>(
        _ items: [Item],
        _ body: (inout Remediation, Item) throws(Undecided) -> Void
    ) throws(Undecided) {
        var reading = JointReading()
        for item in items { try reading.read(body(&self, item)) }
        try reading.finish()
    }
}
