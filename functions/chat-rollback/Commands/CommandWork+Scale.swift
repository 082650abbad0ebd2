import GitOps
import ManifestEdit

extension CommandWork {
    /// Another number of replicas, within what the policy allows.
    func scale() throws(Undecided) -> Decision {
        guard let count = command.words.first.flatMap({ Int($0) }), count >= 0 else {
            return refused("scale needs a number of replicas")
        }
        if let limits = application.rule.replicas, count < limits.min || count > limits.max ?? .max {
            let most = limits.max.map { " to \($0)" } ?? " or more"
            return refused("replicas allows \(limits.min)\(most), not \(count) (policy line \(application.rule.line))")
        }
        let manifests = try ApplicationManifests(of: application, in: snapshot)
        do throws(ManifestError) {
            let workloads = manifests.workloads
            let workload = try workloads.workload(named: command.words.dropFirst().first)
            let edits = try workloads.scaling(workload, to: count)
            guard !edits.isEmpty else { return .unchanged("\(workload.label) has \(count) replicas already") }
            return change("Scale \(workload.label) of \(application.name) to \(count)", edits)
        } catch {
            return refused("\(error)")
        }
    }
}
