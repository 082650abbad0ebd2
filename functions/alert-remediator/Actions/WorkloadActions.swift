import Events
import FoundationEssentials
import GitOps
import ManifestEdit

extension ActionPlan {
    /// New pods, as of the time of the event.
    func restart(_ template: Template?) throws(Refused) -> ActionResult {
        let manifests = try manifests()
        let workload = try workload(template, in: manifests, of: Workload.Kind.restartable)
        // Whole seconds, as kubectl writes them.
        let moment = RFC3339.text(from: Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down)))
        let edits = try edits { () throws(ManifestError) in try manifests.restarting(workload, at: moment) }
        guard !edits.isEmpty else { return .nothing("\(workload.label) was restarted at \(moment) already") }
        return here(edits, "\(workload.label) restarted")
    }

    /// More memory or CPU.
    func change(_ action: Action.Resources) throws(Refused) -> ActionResult {
        let manifests = try manifests()
        let workload = try workload(action.workload, in: manifests, of: Set(Workload.Kind.allCases))
        let changes = [(Resource.memory, action.memory), (.cpu, action.cpu)].compactMap { resource, change in
            change.map { (resource: resource, by: $0) }
        }
        let edits = try edits { () throws(ManifestError) in
            try manifests.changing(changes, of: workload, container: action.container)
        }
        guard !edits.isEmpty else {
            let names = changes.map(\.resource.rawValue).joined(separator: " and ")
            return .nothing("\(names) of \(workload.label) cannot grow any more")
        }
        return here(edits, Prose.text(edits.flatMap(\.changes)))
    }

    /// A CronJob or a Job that makes no pods, or makes them again.
    func suspend(_ template: Template?, _ isSuspended: Bool) throws(Refused) -> ActionResult {
        let manifests = try manifests()
        let workload = try workload(template, in: manifests, of: Workload.Kind.suspendable)
        let edits = try edits { () throws(ManifestError) in try manifests.suspending(workload, isSuspended) }
        let state = isSuspended ? "suspended" : "resumed"
        guard !edits.isEmpty else { return .nothing("\(workload.label) is \(state) already") }
        return here(edits, "\(workload.label) \(state)")
    }

    /// A Rollout, or the scaling of a workload by KEDA, that stands still.
    func pause(_ template: Template?) throws(Refused) -> ActionResult {
        let manifests = try manifests()
        let workload = try workload(template, in: manifests, of: [.rollout, .deployment, .statefulSet])
        let autoscaler = try attempt { () throws(ManifestError) in try manifests.autoscaler(of: workload) }
        let isScaled = autoscaler?.kind == .scaledObject
        let edits = try edits { () throws(ManifestError) in
            guard let autoscaler, isScaled, workload.kind != .rollout else {
                return try manifests.pausing(workload, true)
            }
            return try manifests.pausing(autoscaler, true)
        }
        let label = isScaled && workload.kind != .rollout ? autoscaler?.label ?? "" : workload.label
        guard !edits.isEmpty else { return .nothing("\(label) is paused already") }
        return here(edits, "\(label) paused")
    }
}
