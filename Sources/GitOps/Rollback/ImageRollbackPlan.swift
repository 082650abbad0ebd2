public import ImageReference
public import ManifestEdit
public import RemoteGit

/// What taking images alone back changes.
public struct ImageRollbackPlan: Sendable {
    /// An image that gets another version.
    public struct Version: Sendable, Hashable {
        /// The image.
        public let repository: ImageRepository
        /// The versions that are left, in the order of their texts.
        public let left: [ImageReference]
        /// The version that comes back.
        public let restored: ImageReference
    }

    /// A file with other versions in it.
    public struct FileEdit: Sendable {
        /// The file, from the root of the repository.
        public let path: RepositoryPath
        /// What is in it afterwards.
        public let content: [UInt8]
        /// The values that change.
        public let changes: [FieldChange]
    }

    /// The state whose versions come back, as `2026-01-31T12:00:00Z (commit 0123456789ab)`.
    public let source: String
    /// Whether Argo CD saw that state healthy.
    public let isKnownHealthy: Bool
    /// The images that change, in the order of their names.
    public let versions: [Version]
    /// The files, each once.
    public let edits: [FileEdit]
    /// The versions that are left, and held off from now on.
    public let held: [ApplicationState.Hold]

    /// What happens, for people.
    public var sentence: String {
        let images = versions.map { version in
            let left = version.left.map(Self.text).joined(separator: ", ")
            return "\(version.repository.lastComponent) \(left) → \(Self.text(version.restored))"
        }
        var sentences = ["image \(images.joined(separator: ", ")) as in its state of \(source)"]
        if !isKnownHealthy { sentences.append("it is not known whether that was healthy") }
        if !held.isEmpty {
            sentences.append("held off: \(held.map(\.version).joined(separator: ", "))")
        }
        return sentences.joined(separator: "; ")
    }

    /// The tag; else as much of the digest as people compare.
    private static func text(_ image: ImageReference) -> String {
        image.tag?.text ?? image.digest.map { String($0.text.prefix(19)) } ?? "no tag"
    }
}
