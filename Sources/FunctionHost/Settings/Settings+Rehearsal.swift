public import GitOps
public import Logging
import RemoteGit

extension Settings {
    /// A rehearsal on the branch of these settings: it decides as a writer does, and pushes nothing.
    ///
    /// - Throws: ``SettingsError`` for settings that cannot be used, or if the repository cannot be read.
    public func rehearsal(logger: Logger) async throws(SettingsError) -> Rehearsal {
        let file: PolicyFile?
        do {
            file = try policy.read()
        } catch {
            guard case .failed(let message) = error else { throw SettingsError("GITOPS_POLICY", "cannot be read") }
            throw SettingsError("GITOPS_POLICY", "cannot be used: \(message)")
        }
        let name = "GITOPS_REPOSITORY"
        do {
            let branch = try RemoteBranch(
                repository, branch: self.branch, identity: identity,
                limits: TransferLimits(stall: timeout, maximumBytes: maximumReceivedBytes), logger: logger)
            return try await Rehearsal(on: branch, policy: file, signature: author)
        } catch {
            throw SettingsError(name, "cannot be used: \(error.message)")
        }
    }
}
