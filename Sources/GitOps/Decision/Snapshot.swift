public import RemoteGit

/// One commit as a handler sees it: files and directories that are there, absent, or not loaded yet.
public struct Snapshot: FileTree {
    /// The commit.
    public let revision: Revision
    /// The policy to use in place of the one in the repository.
    private let policyFile: PolicyFile?
    private let policies: PolicyCache

    /// The view of a commit.
    ///
    /// - Parameter policyFile: a policy from outside the repository, if one is given.
    public init(_ revision: Revision, policyFile: PolicyFile? = nil, policies: PolicyCache = PolicyCache()) {
        self.revision = revision
        self.policyFile = policyFile
        self.policies = policies
    }

    /// The same commit as if a proposal's changes were in it, to decide on what else an event wants. Other refs stay.
    ///
    /// - Throws: ``Undecided/failed(_:)`` if a path leads through something that is no directory.
    func changing(_ proposal: Decision.Proposal) throws(Undecided) -> Snapshot {
        do {
            return Snapshot(
                try revision.changing(proposal.files, entries: proposal.entries), policyFile: policyFile,
                policies: policies)
        } catch {
            throw .failed(error.message)
        }
    }

    /// At the root of the commit.
    public var origin: Revision.Origin { .branch }

    /// A part of the policy that holds at this commit; `nil` if there is no policy.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``, or ``Undecided/failed(_:)`` with file, line and column.
    public func policy<Section: PolicySection>(
        _ section: Section.Type = Policy.self
    ) throws(Undecided) -> Section? {
        if let policyFile { return try policies.section(section, in: policyFile) }
        guard let content = try file(PolicyFile.pathInRepository) else { return nil }
        let file = PolicyFile(name: "\(PolicyFile.pathInRepository)", content: content)
        return try policies.section(section, in: file)
    }

    /// Whether the file `.gitops-freeze` is at the root: a kill switch that any `git push` can throw. Whatever it holds,
    /// it stops every handler but those that only record and those that a person commands.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public func isFrozen() throws(Undecided) -> Bool {
        guard let names = try names(in: .root) else { return false }
        return names.contains { $0.name == Self.freezeFile }
    }

    /// The file that freezes a repository.
    public static let freezeFile = ".gitops-freeze"

    /// The rule that refuses a change to a frozen repository.
    public static let freezeRule = "\(freezeFile) at the root of the repository stops all automation"
}
