/// The kinds of object, with the numbers that they have in a pack (gitformat-pack, "pack-*.pack files").
enum ObjectKind: UInt8, Sendable {
    case commit = 1
    case tree = 2
    case blob = 3
    case tag = 4

    /// The word that is hashed before the content.
    var name: String {
        switch self {
        case .commit: "commit"
        case .tree: "tree"
        case .blob: "blob"
        case .tag: "tag"
        }
    }
}

/// An object with its content.
struct GitObject: Sendable {
    let id: ObjectID
    let kind: ObjectKind
    let content: [UInt8]

    /// A new object, named by its content.
    init(_ kind: ObjectKind, _ content: [UInt8]) {
        self.init(id: ObjectID(hashing: content, as: kind), kind: kind, content: content)
    }

    /// An object whose name was checked where it came from.
    init(id: ObjectID, kind: ObjectKind, content: [UInt8]) {
        self.id = id
        self.kind = kind
        self.content = content
    }
}
