import GitOps
import ManifestEdit
import RemoteGit

/// What scaling comes to.
struct Scaling {
    var edits: [FileEdit] = []
    /// The number, where it is one of the application's own and as wanted already.
    var claim: ValueChange?
    /// What is done, or why nothing is.
    let sentence: String
    /// Whether a limit keeps the number from what is wanted.
    let isLimited: Bool
}

extension ActionPlan {
    /// Other numbers of replicas.
    func scale(_ action: Action.Scale) throws(Refused) -> ActionResult {
        let scaling = try scaling(action)
        return scaling.edits.isEmpty ? .nothing(scaling.sentence) : here(scaling.edits, scaling.sentence)
    }

    /// Other numbers of replicas, or of the least replicas where an autoscaler decides.
    func scaling(_ action: Action.Scale) throws(Refused) -> Scaling {
        let manifests = try manifests()
        let workload = try workload(action.workload, in: manifests, of: Workload.Kind.scalable)
        let current = try attempt { () throws(ManifestError) in try manifests.scale(of: workload) }
        let wanted = action.target.count(from: current.count)
        let bounds = bounds(
            action.range, "of the step", action.raisesMaximum ? nil : current.autoscaler)
        let count = bounds.range.clamp(wanted)
        let what = current.autoscaler == nil ? "replicas" : "the least replicas"
        guard wanted != current.count else {
            return Scaling(
                claim: claim(current), sentence: "\(what) are \(wanted) already", isLimited: false)
        }
        // A limit may stop a change, and never turns it round.
        guard wanted > current.count ? count > current.count : count < current.count else {
            let limit = wanted > current.count ? bounds.upper : bounds.lower
            return Scaling(
                claim: claim(current), sentence: "\(what) are \(current.count), and \(limit)", isLimited: true)
        }
        let edits = try edits { () throws(ManifestError) in
            try manifests.scaling(workload, to: count, raisingMaximum: action.raisesMaximum)
        }
        let limited = count == wanted ? "" : ", as \(wanted > count ? bounds.upper : bounds.lower)"
        let owner = current.autoscaler.map { " of \($0.label)" } ?? ""
        return Scaling(
            edits: edits, sentence: "\(what)\(owner) \(current.count) → \(count)\(limited)",
            isLimited: count != wanted)
    }

    private func claim(_ scale: Scale) -> ValueChange? {
        guard let field = scale.field, let path = scale.path.flatMap({ RepositoryPath($0) }),
            subject.application.files?.contains(path) ?? path.isInside(subject.application.path)
        else { return nil }
        return ValueChange(path: path, field: "\(field)", from: "\(scale.count)", to: "\(scale.count)")
    }

    /// The limits of a number of replicas, with the words for each.
    func bounds(
        _ own: ReplicaRange,
        _ name: String,
        _ autoscaler: Autoscaler?
    ) -> (range: ReplicaRange, lower: String, upper: String) {
        let policy = subject.rule
        let application = subject.application.rule
        let limits = application.replicas
        var sources = [
            (own, name), (policy.replicas, "of the rule \(policy.name)"),
            (
                ReplicaRange(min: limits?.min, max: limits?.max),
                "of the application (policy line \(application.line))"
            ),
        ]
        if let autoscaler {
            sources.append((ReplicaRange(max: autoscaler.maximum), "of \(autoscaler.label)"))
        }
        let range = sources.reduce(ReplicaRange()) { $0.and($1.0) }
        let lower = sources.first { $0.0.min != nil && $0.0.min == range.min }
        let upper = sources.first { $0.0.max != nil && $0.0.max == range.max }
        return (
            range,
            lower.map { "\($0.0.min ?? 0) is the least \($0.1)" } ?? "there are none below 0",
            upper.map { "\($0.0.max ?? 0) is the most \($0.1)" } ?? "there is no number above"
        )
    }
}

extension Action.Scale.Target {
    /// The number of replicas, before any limit; the present one where there is no such number.
    fileprivate func count(from current: Int) -> Int {
        let difference: Int
        switch self {
        case .to(let count): return count
        case .by(let number): difference = number
        case .atLeast(let count): return max(current, count)
        case .percent(let percent):
            let (product, overflow) = current.multipliedReportingOverflow(by: percent)
            guard !overflow else { return current }
            difference = product / 100 + (product % 100 == 0 ? 0 : product.signum())
        }
        let (count, overflow) = current.addingReportingOverflow(difference)
        return overflow ? current : count
    }
}
