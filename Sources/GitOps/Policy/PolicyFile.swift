public import RemoteGit

/// The text of a policy and where it is from.
public struct PolicyFile: Sendable, Hashable {
    /// Where a repository keeps its policy.
    public static let pathInRepository = RepositoryPath.root.appending(".gitops.yaml") ?? .root

    /// The file's name in messages.
    public let name: String
    /// The file's bytes.
    public let content: [UInt8]

    /// A policy's text.
    public init(name: String, content: [UInt8]) {
        self.name = name
        self.content = content
    }

    /// One part of the policy.
    ///
    /// - Throws: ``Undecided/failed(_:)`` that names file, line, column and what was expected there.
    public func read<Section: PolicySection>(_ section: Section.Type = Policy.self) throws(Undecided) -> Section {
        do {
            return try Section.read(PolicyReader.root(content))
        } catch {
            throw .failed("\(name):\(error.line):\(error.column): \(error.message)")
        }
    }
}
