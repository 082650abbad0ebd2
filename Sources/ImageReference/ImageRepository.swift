/// The name of an image's repository, as `registry.example.com:5000/team/shop`.
///
/// Two names are equal if they mean the same repository: Docker Hub's implied parts are filled in for the comparison
/// (`nginx` is `docker.io/library/nginx`), while ``name`` keeps what was written.
public struct ImageRepository: Sendable {
    /// The name as it was written.
    public let name: String
    /// The registry's host, with its port if it has one; `docker.io` where none is written.
    public let registry: String
    /// The path below the registry, with Docker Hub's implied `library/`.
    public let path: String

    /// Parses a repository's name, without tag and digest.
    ///
    /// - Throws: ``ImageReferenceError`` if it is empty, longer than 255 characters, or outside the grammar.
    public init(_ name: String) throws(ImageReferenceError) {
        guard !name.isEmpty else { throw ImageReferenceError(.repository, "is empty") }
        guard name.utf8.count <= 255 else {
            throw ImageReferenceError(.repository, "is longer than 255 characters")
        }
        var components = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var registry = "docker.io"
        if components.count > 1, Self.namesRegistry(components[0]) {
            registry = String(Substring(components.removeFirst()))
            guard Self.isRegistry(registry) else {
                throw ImageReferenceError(.repository, "has a registry that is not host[:port]")
            }
        }
        guard components.allSatisfy(Self.isPathComponent) else {
            throw ImageReferenceError(
                .repository,
                "has a path component that is not lower-case letters and digits, separated by '.', '_', '__' or '-'"
            )
        }
        if registry == "index.docker.io" { registry = "docker.io" }
        let path = components.map { String(Substring($0)) }.joined(separator: "/")
        self.name = name
        self.registry = registry
        self.path = registry == "docker.io" && components.count == 1 ? "library/" + path : path
    }

    /// The last component of the path, `shop` in `registry.example.com/team/shop`.
    public var lastComponent: Substring {
        path.split(separator: "/").last ?? path[...]
    }

    /// Whether only one component was written, which in our own JSON stands for any repository that ends in it.
    public var isBareName: Bool { !name.contains("/") }

    /// The rule of the reference implementation: a first component is a registry if it has a dot or a colon, is
    /// `localhost`, or has an upper-case letter.
    private static func namesRegistry(_ component: Substring.UTF8View) -> Bool {
        component.elementsEqual("localhost".utf8)
            || component.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0.isUpperLetter }
    }

    /// `host [":" port]`, the host of letters, digits, `-` and `.` with no label empty or at a hyphen's edge.
    private static func isRegistry(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard let port = UInt16(Substring(parts[1])), port > 0, parts[1].allSatisfy(\.isDigit) else { return false }
        }
        return parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return first.isAlphanumeric && last.isAlphanumeric
                && label.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
        }
    }

    /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
    private static func isPathComponent(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        guard first.isLowerAlphanumeric, last.isLowerAlphanumeric else { return false }
        var separator: UInt8 = 0
        var length = 0
        for byte in text {
            guard !byte.isLowerAlphanumeric else {
                length = 0
                continue
            }
            guard length == 0 || byte == separator else { return false }
            separator = byte
            length += 1
            switch byte {
            case UInt8(ascii: "-"): continue
            case UInt8(ascii: "_"): if length > 2 { return false }
            case UInt8(ascii: "."): if length > 1 { return false }
            default: return false
            }
        }
        return true
    }
}

extension ImageRepository: Hashable {
    /// Whether both names mean the same repository.
    public static func == (left: Self, right: Self) -> Bool {
        left.registry == right.registry && left.path == right.path
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(registry)
        hasher.combine(path)
    }
}

extension ImageRepository: CustomStringConvertible {
    /// The name as it was written.
    public var description: String { name }
}
