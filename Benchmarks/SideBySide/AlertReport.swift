import AlertRemediator
import Events
import FoundationEssentials
import GitOps
import Glibc
import Logging
import RemoteGit
import TestSupport

/// The time that alerts take: a delivery for many applications, and repeats that change nothing.
struct AlertReport {
    private static let applications = 1000
    private static let runs = 5

    private static let rules = """
        remediations:
        - name: scale-out
          when: ['alertname="HighCPU"', 'severity=~"warning|critical"']
          application: "{app}-prod"
          steps: [{scale: {by: 2}}, {scale: {by: 2}}]
          settle: 1h
          undo: {after: 30m}

        """

    func print() async throws {
        Swift.print("## Alerts\n")
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: Self.applications, history: 100).write(to: directory.path("repo.git"))
            let policy = try directory.write(MonorepoFiles.policy + Self.rules, to: "policy.yaml")
            try await withGitServer(serving: directory.path) { server in
                let address = try RemoteAddress(server.url(for: "repo.git"))
                let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
                let branch = try RemoteBranch(address, branch: "main", logger: logger)
                var options = BranchWriter.Options(signature: try CommitDraft.Signature("Bench <bench@example.com>"))
                options.policy = .file(policy)
                let writer = BranchWriter(branch, repository: address, options: options, logger: logger)
                try await printDelivery(writer)
                guard let revision = await branch.lastSeen else { throw TestSupportError("nothing was read") }
                try printRepeats(
                    revision, PolicyFile(name: policy, content: Array((MonorepoFiles.policy + Self.rules).utf8)))
            }
        }
    }

    /// One delivery of an alert for each application, decided and pushed as one commit, by a process that has seen nothing.
    private func printDelivery(_ writer: BranchWriter) async throws {
        let event = Self.event(0..<Self.applications)
        let start = ContinuousClock.now
        let startOfWork = clock()
        let outcome = await writer.write(PendingEvent(event, for: AlertRemediator()))
        let work = Self.seconds(clock() - startOfWork)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard outcome.outcome == .pushed, outcome.changes?.count == Self.applications else {
            throw TestSupportError("not every application was scaled out: \(outcome.message)")
        }
        var table = Table(["one delivery", "seconds", "processor, s", "requests", "sent", "received"])
        table.row([
            "\(Self.applications) alerts for as many applications, one commit", fixed(seconds, 2), fixed(work, 2),
            "\(outcome.requests ?? 0)", bytes(outcome.bytesSent ?? 0), bytes(outcome.bytesReceived ?? 0),
        ])
        table.print()
    }

    /// Decisions alone, on what is in memory. Nothing is waited for, so that processor time tells more than time does, and
    /// the same on a machine that is busy.
    private func printRepeats(_ revision: Revision, _ policy: PolicyFile) throws {
        var table = Table(["repeats that change nothing", "a second of one core"])
        for (name, size) in [("1 alert a delivery", 1), ("\(Self.applications) alerts a delivery", Self.applications)] {
            let handler = AlertRemediator()
            let snapshot = Snapshot(revision, policyFile: policy)
            let events = (0..<Self.applications / size).map { Self.event(($0 * size)..<(($0 + 1) * size)) }
            var rates: [Double] = []
            for _ in 0..<Self.runs {
                let start = clock()
                for event in events {
                    guard case .unchanged = try handler.decide(event, in: snapshot) else {
                        throw TestSupportError("\(name): something is changed")
                    }
                }
                rates.append(Double(Self.applications) / Self.seconds(clock() - start))
            }
            table.row([name, fixed(rates.sorted()[Self.runs / 2], 0) + " alerts"])
        }
        table.print()
    }

    private static func seconds(_ time: clock_t) -> Double { Double(time) / Double(CLOCKS_PER_SEC) }

    private static func event(_ numbers: Range<Int>) -> Event<RemediationEvent> {
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        let alerts = numbers.map { number in
            Alert(
                status: .firing,
                labels: ["alertname": "HighCPU", "severity": "warning", "app": MonorepoFiles(number).name],
                fingerprint: "f\(number)", startsAt: time)
        }
        return Event(
            identity: EventIdentity(body: Array("\(numbers)".utf8)), time: time.addingTimeInterval(60),
            payload: .alerts(AlertDelivery(alerts: alerts)))
    }
}
