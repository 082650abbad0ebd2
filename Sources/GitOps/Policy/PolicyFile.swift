import ManifestEdit
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

    /// The policy.
    ///
    /// - Throws: ``Undecided/failed(_:)`` that names file, line, column and what was expected there.
    public func read() throws(Undecided) -> Policy {
        do {
            return try PolicyReader.read(content)
        } catch {
            throw .failed("\(name):\(error.line):\(error.column): \(error.message)")
        }
    }
}

/// What is wrong in a policy, and where.
struct PolicyError: Error, Equatable {
    let line: Int
    let column: Int
    let message: String
}
