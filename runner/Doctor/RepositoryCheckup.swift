import FunctionHost
import GitOps
import Logging
import RemoteGit

/// Looks at the repository: whether it can be read and written, what its server can do, and the policy.
struct RepositoryCheckup {
    let settings: Settings
    let logger: Logger

    /// What was found. What rests on something that is wrong is not looked at.
    func findings() async -> [Finding] {
        let branch: RemoteBranch
        let writer: BranchWriter
        do {
            branch = try settings.remoteBranch(logger: logger)
            writer = try settings.branchWriter(logger: logger)
        } catch {
            return [.bad("repository", error.description, advice: "see 'image-updater --help'")]
        }
        let tip: Revision
        do {
            tip = try await branch.refresh()
        } catch {
            return [
                .bad(error.kind == .credentials ? "credentials" : "repository", error.message, advice: advice(error))
            ]
        }
        let name = await branch.name ?? "?"
        var findings = [
            Finding.good("repository", "\(settings.repository), branch \(name) at \("\(tip.id)".prefix(7))"),
            .good(
                "credentials",
                settings.identity.credentials == nil ? "none are set, none are needed to read" : "accepted"),
        ]
        findings.append(await push(branch))
        findings.append(await server(branch))
        findings += await policy(writer)
        return findings
    }

    private func push(_ branch: RemoteBranch) async -> Finding {
        do {
            try await branch.checkPush()
            return .good("push", "the server takes a push (nothing was changed)")
        } catch {
            return .bad("push", error.message, advice: "the credentials need the permission to push to the branch")
        }
    }

    private func server(_ branch: RemoteBranch) async -> Finding {
        do {
            let server = try await branch.checkServer()
            let version = "protocol version \(server.protocolVersion)"
            guard server.hasFilters, server.hasDepth else {
                let missing = [server.hasDepth ? nil : "shallow fetches", server.hasFilters ? nil : "filters"]
                return .note(
                    "server", "\(version), without \(missing.compactMap(\.self).joined(separator: " and "))",
                    advice: "more is fetched than is needed; a Git server of your own allows parts with "
                        + "'git config uploadpack.allowFilter true'")
            }
            return .good("server", "\(version), sends single commits and directories")
        } catch {
            return .bad("server", error.message, advice: advice(error))
        }
    }

    /// The policy as a whole, and if it can be read at all, each of its parts.
    private func policy(_ writer: BranchWriter) async -> [Finding] {
        let outcome = await writer.preview(PolicyCheck().event).outcome
        switch outcome.outcome {
        case .unchanged: break
        case .refused:
            let advice = "add one as the README shows; what it does not name is never changed"
            return [.bad("policy", outcome.message, advice: advice)]
        default: return [.bad("policy", outcome.message, advice: "until it can be read, every event fails")]
        }
        var findings = [Finding.good("policy", outcome.message)]
        for part in PolicyPart.allCases { findings.append(await self.part(part, writer)) }
        return findings
    }

    private func part(_ part: PolicyPart, _ writer: BranchWriter) async -> Finding {
        let outcome = await writer.preview(PolicyCheck(part: part).event).outcome
        return switch outcome.outcome {
        case .unchanged: .good(part.rawValue, outcome.message)
        case .refused: .note(part.rawValue, outcome.message, advice: "add it if you want that: see the READMEs")
        default: .bad(part.rawValue, outcome.message, advice: part.advice)
        }
    }

    private func advice(_ error: RemoteGitError) -> String {
        switch error.kind {
        case .credentials:
            "set GITOPS_TOKEN or GITOPS_TOKEN_FILE, or for SSH GITOPS_SSH_KEY_FILE and GITOPS_KNOWN_HOSTS_FILE"
        case .notFound:
            "check GITOPS_REPOSITORY and GITOPS_BRANCH; some hosts say so, too, if the token may not read it"
        case .unreachable, .busy: "is the server up, and can it be reached from here?"
        default: "try 'git ls-remote' with the same address"
        }
    }
}
