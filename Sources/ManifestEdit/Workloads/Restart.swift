extension WorkloadManifests {
    /// Lets all pods of a workload be replaced, one after the other: by the annotation of the pods' template that
    /// `kubectl rollout restart` sets too, or for a Rollout by `spec.restartAt`, which leaves its strategy alone
    /// (https://argoproj.github.io/argo-rollouts/features/restart/).
    ///
    /// - Parameter time: in UTC by RFC 3339, as `2026-01-31T12:00:00Z`.
    /// - Returns: an edit for each file that is to change.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`.
    public func restarting(_ workload: Workload, at time: String) throws(ManifestError) -> [EditedFields] {
        let annotation = FieldPath.Step.key("kubectl.kubernetes.io/restartedAt")
        let steps: [FieldPath.Step]
        switch workload.kind {
        case .rollout:
            steps = [.key("spec"), .key("restartAt")]
        case .deployment, .statefulSet, .daemonSet:
            steps = workload.kind.template + [.key("metadata"), .key("annotations"), annotation]
        case .values:
            steps = workload.component + [.key("podAnnotations"), annotation]
            guard workload.hasPodAnnotations else {
                throw ManifestError(
                    .refused, "\(workload.label) has no podAnnotations, by which its chart could restart the pods")
            }
        case .replicaSet, .job, .cronJob:
            throw ManifestError(.refused, "\(workload.label) does not replace its pods when their template changes")
        }
        return try setting(
            [FieldAssignment(steps: steps, value: .string(time))], of: workload.place, isOwn: workload.isOwn)
    }
}
