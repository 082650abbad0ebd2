public import ImageReference

/// A place in a file that names an image.
public struct ImagePlace: Sendable {
    /// What kind of place it is.
    public enum Kind: Sendable {
        /// The image of a container or an init container, which the `images:` of a Kustomization around it replaces.
        case container
        /// An entry of `images:` in a Kustomization, or of Argo CD's or Flux' list of the same meaning.
        case kustomizeEntry
        /// Any other, such as Helm values or an operator's `spec.image`.
        case value
    }

    /// As `images[registry.example.com/shop].newTag` or `spec.template.spec.containers[app].image`; list items go by
    /// their `name`, or else by their index from 0.
    public let field: String
    /// Where the value is, or where the entry is that has none yet.
    public let position: YAMLPosition
    /// The image that the place stands for now.
    public let reference: ImageReference
    /// The index of the document in the file, from 0.
    public let document: Int
    /// What kind of place it is.
    public let kind: Kind
    /// How the image is written there.
    let form: ImageForm

    /// The line, from 1.
    public var line: Int { position.line }
}

/// The ways of writing an image into a file.
enum ImageForm: Sendable {
    /// As one value: `repository:tag@digest`, behind something that stays, such as the `name=` of Argo CD's
    /// `kustomize.images`.
    case whole(NodePath, prefix: String)
    /// With repository, tag and digest apart.
    case split(SplitImage)
    /// In a text that is YAML itself, and that is edited as such.
    case embedded
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
    /// What was in effect before a field was added that overlays another file's; nil where there was none, or none is
    /// overlaid.
    public internal(set) var inherited: String?
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

/// The images of a file: places in its own documents, and texts in it that are YAML and have places.
struct FoundImages: Sendable {
    var places: [ImagePlace] = []
    var embedded: [EmbeddedManifest] = []

    var allPlaces: [ImagePlace] { places + embedded.flatMap(\.places) }

    mutating func append(_ other: FoundImages) {
        places += other.places
        embedded += other.embedded
    }
}
