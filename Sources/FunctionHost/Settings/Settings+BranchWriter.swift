public import GitOps
public import Logging
public import RemoteGit

extension Settings {
    /// The branch of these settings. Nothing is sent yet.
    ///
    /// - Throws: ``SettingsError`` if no branch can have the name of this one.
    public func remoteBranch(logger: Logger) throws(SettingsError) -> RemoteBranch {
        do {
            return try RemoteBranch(
                repository, branch: branch, identity: identity,
                limits: TransferLimits(stall: timeout, maximumBytes: maximumReceivedBytes), logger: logger)
        } catch {
            throw SettingsError(
                error.kind == .invalidRequest ? "GITOPS_BRANCH" : "GITOPS_REPOSITORY",
                "cannot be used: \(error.message)")
        }
    }

    /// A writer to the branch of these settings. A process has one, however many handlers and requests share it.
    /// Nothing is sent yet.
    ///
    /// - Throws: ``SettingsError`` if no branch can have the name of this one.
    public func branchWriter(logger: Logger) throws(SettingsError) -> BranchWriter {
        let branch = try remoteBranch(logger: logger)
        var options = BranchWriter.Options(
            signature: author, signingKey: signingKey, policy: policy, contention: timeout)
        if let argoCD {
            let webhook = try ArgoCDWebhook(argoCD, repository: repository, tls: identity.tls, logger: logger)
            options.onPush = { update in await webhook.tell(update) }
        }
        return BranchWriter(branch, repository: repository, options: options, logger: logger)
    }
}
