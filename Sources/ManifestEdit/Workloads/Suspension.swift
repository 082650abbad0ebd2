extension WorkloadManifests {
    /// Suspends a CronJob or a Job, or lets it run again, by `spec.suspend`.
    ///
    /// - Returns: an edit for each file that is to change; none if all is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`.
    public func suspending(_ workload: Workload, _ isSuspended: Bool) throws(ManifestError) -> [EditedFields] {
        guard Workload.Kind.suspendable.contains(workload.kind) else {
            throw ManifestError(.refused, "only a CronJob or a Job is suspended, and not \(workload.label)")
        }
        return try setting([.key("spec"), .key("suspend")], of: workload, isSuspended)
    }

    /// Pauses a Rollout, or lets it go on, by `spec.paused`.
    ///
    /// - Returns: an edit for each file that is to change; none if all is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`.
    public func pausing(_ workload: Workload, _ isPaused: Bool) throws(ManifestError) -> [EditedFields] {
        guard Workload.Kind.pausable.contains(workload.kind) else {
            throw ManifestError(.refused, "only a Rollout or a ScaledObject is paused, and not \(workload.label)")
        }
        return try setting([.key("spec"), .key("paused")], of: workload, isPaused)
    }

    /// Pauses KEDA's scaling of a workload at its present number of replicas, or lets it go on, by the annotation
    /// `autoscaling.keda.sh/paused` (https://keda.sh/docs/latest/concepts/scaling-deployments/#pausing-autoscaling).
    ///
    /// - Returns: an edit for each file that is to change; none if all is so already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`.
    public func pausing(_ autoscaler: Autoscaler, _ isPaused: Bool) throws(ManifestError) -> [EditedFields] {
        guard autoscaler.kind == .scaledObject else {
            throw ManifestError(.refused, "only KEDA's ScaledObject can be paused, and not \(autoscaler.label)")
        }
        let steps: [FieldPath.Step] = [.key("metadata"), .key("annotations"), .key("autoscaling.keda.sh/paused")]
        if !isPaused, try value(of: steps, in: autoscaler.place) == nil { return [] }
        return try setting(
            [FieldAssignment(steps: steps, value: .bool(isPaused))], of: autoscaler.place, isOwn: autoscaler.isOwn)
    }

    /// Where nothing is written, nothing is suspended and nothing paused.
    private func setting(
        _ steps: [FieldPath.Step], of workload: Workload, _ isOn: Bool
    ) throws(ManifestError) -> [EditedFields] {
        if !isOn, try value(of: steps, in: workload.place) == nil { return [] }
        return try setting(
            [FieldAssignment(steps: steps, value: .bool(isOn))], of: workload.place, isOwn: workload.isOwn)
    }
}
