/// What came of editing fields of a file, and how to undo it.
public struct EditedFields: Sendable {
    /// The file after the edit.
    public internal(set) var manifest: Manifest
    /// What is different; empty if all was so already, and then the bytes are the same.
    public internal(set) var changes: [FieldChange]
    /// How to undo the changes, one each, in the order in which they were made. Undo them from the last to the first.
    public internal(set) var inverses: [FieldInverse]

    /// The bytes to write.
    public var bytes: [UInt8] { manifest.bytes }

    /// The file as it is.
    public init(_ manifest: Manifest) {
        self.manifest = manifest
        changes = []
        inverses = []
    }

    init(_ manifest: Manifest, _ change: FieldChange, _ inverse: FieldInverse) {
        self.manifest = manifest
        changes = [change]
        inverses = [inverse]
    }

    /// Makes another edit on top of this one.
    public mutating func then(
        _ edit: (Manifest) throws(ManifestError) -> EditedFields
    ) throws(ManifestError) {
        let next = try edit(manifest)
        manifest = next.manifest
        changes += next.changes
        inverses += next.inverses
    }
}
