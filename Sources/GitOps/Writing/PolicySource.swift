import FoundationEssentials

/// Where the policy comes from.
public enum PolicySource: Sendable, Hashable {
    /// `.gitops.yaml` at the root of the repository, at the commit that is decided on.
    case repository
    /// A file of the host, read anew for each decision.
    case file(String)

    /// The file's text, if it is not the repository's.
    ///
    /// - Throws: ``Undecided/failed(_:)`` if the file cannot be read.
    public func read() throws(Undecided) -> PolicyFile? {
        guard case .file(let path) = self else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .failed("the policy file \(path) cannot be read")
        }
        return PolicyFile(name: path, content: Array(data))
    }
}
