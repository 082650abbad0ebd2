public import ImageReference

/// A place in a file that names an image.
public struct ImagePlace: Sendable {
    /// As `images[registry.example.com/shop].newTag` or `spec.template.spec.containers[app].image`; list items go by
    /// their `name`, or else by their index from 0.
    public let field: String
    /// Where the value is, or where the entry is that has none yet.
    public let position: YAMLPosition
    /// The image that the place stands for now.
    public let reference: ImageReference
    /// The index of the document in the file, from 0.
    public let document: Int
    /// How the image is written there.
    let form: ImageForm

    /// The line, from 1.
    public var line: Int { position.line }
}

/// The ways of writing an image into a file.
enum ImageForm: Sendable {
    /// As one value: `repository:tag@digest`.
    case whole(NodePath)
    /// As a mapping that has repository, tag and digest apart.
    case split(SplitImage)
}

/// A value that an edit changed.
public struct FieldChange: Sendable, Hashable {
    /// As ``ImagePlace/field``.
    public let field: String
    /// The value before; nil where there was none.
    public let from: String?
    /// The value after.
    public let to: String?
    /// The line in the file before the edit, from 1.
    public let line: Int
}

/// What came of an edit.
public struct EditedFile: Sendable {
    /// The file after the edit.
    public let manifest: Manifest
    /// What is different; empty if all was so already, and then the bytes are the same.
    public let changes: [FieldChange]

    /// The bytes to write.
    public var bytes: [UInt8] { manifest.bytes }
}
