public import RemoteGit

extension RefName {
    /// Where the states of applications are kept that Argo CD saw healthy: ``HealthyRecords``.
    public static let healthyRecords: RefName = "refs/gitops/healthy"
    /// Where commands are kept that wait for a second person.
    public static let approvals: RefName = "refs/gitops/approvals"
}
