public import GitOps
public import Logging
import RemoteGit

extension Settings {
    /// A writer to the branch of these settings. A process has one, however many handlers and requests share it.
    /// Nothing is sent yet.
    ///
    /// - Throws: ``SettingsError`` if no branch can have the name of this one.
    public func branchWriter(logger: Logger) throws(SettingsError) -> BranchWriter {
        let branch: RemoteBranch
        do {
            branch = try RemoteBranch(
                repository, branch: self.branch, identity: identity,
                limits: TransferLimits(stall: timeout, maximumBytes: maximumReceivedBytes), logger: logger)
        } catch {
            throw SettingsError(
                error.kind == .invalidRequest ? "GITOPS_BRANCH" : "GITOPS_REPOSITORY",
                "cannot be used: \(error.message)")
        }
        var options = BranchWriter.Options(
            signature: author, signingKey: signingKey, policy: policy, contention: timeout)
        if let argoCD {
            let webhook = try ArgoCDWebhook(argoCD, repository: repository, tls: identity.tls, logger: logger)
            options.onPush = { update in await webhook.tell(update) }
        }
        return BranchWriter(branch, repository: repository, options: options, logger: logger)
    }
}
