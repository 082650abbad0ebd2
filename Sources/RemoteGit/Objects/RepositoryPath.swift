/// A path inside a repository, from its root: components without `.`, `..`, `.git`, NUL, slash or backslash.
public struct RepositoryPath: Sendable, Hashable {
    /// The names from the root down; empty for the root itself.
    public let components: [String]

    /// The root of the repository.
    public static let root = RepositoryPath(unchecked: [])

    private init(unchecked components: [String]) {
        self.components = components
    }

    /// Parses `a/b/c`. `nil` if a component is empty, `.`, `..`, `.git` in any case, longer than 255 bytes, or holds a
    /// backslash or a control character. A trailing slash is allowed; `""` and `"."` are the root.
    public init?(_ text: some StringProtocol) {
        guard !text.isEmpty, text != "." else {
            self = .root
            return
        }
        var components = String(text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if components.last == "" { components.removeLast() }
        guard components.allSatisfy(Self.isAllowed) else { return nil }
        self.init(unchecked: components)
    }

    private static func isAllowed(_ component: String) -> Bool {
        !component.isEmpty && component != "." && component != ".." && component.lowercased() != ".git"
            && component.utf8.count <= 255
            && component.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }

    /// The directory that holds it; `nil` for the root.
    public var parent: RepositoryPath? {
        components.isEmpty ? nil : RepositoryPath(unchecked: components.dropLast())
    }

    /// The last name; `nil` for the root.
    public var name: String? { components.last }

    /// The path of an entry below this one; `nil` if the name is not allowed.
    public func appending(_ name: some StringProtocol) -> RepositoryPath? {
        let name = String(name)
        guard !name.contains("/"), Self.isAllowed(name) else { return nil }
        return RepositoryPath(unchecked: components + [name])
    }

    /// The path of what is at `other` from here.
    public func appending(_ other: RepositoryPath) -> RepositoryPath {
        RepositoryPath(unchecked: components + other.components)
    }

    /// The way from a directory to this; `nil` if it is not in it.
    public func relative(to directory: RepositoryPath) -> RepositoryPath? {
        isInside(directory) ? RepositoryPath(unchecked: Array(components.dropFirst(directory.components.count))) : nil
    }

    /// The path that a relative reference in a file of this directory means, such as `../../base`; `nil` if it leaves
    /// the repository or holds a name that is not allowed.
    public func resolving(_ reference: some StringProtocol) -> RepositoryPath? {
        guard !reference.hasPrefix("/") else { return nil }
        var result = components
        for component in String(reference).split(separator: "/") where component != "." {
            if component == ".." {
                guard result.popLast() != nil else { return nil }
            } else {
                guard Self.isAllowed(String(component)) else { return nil }
                result.append(String(component))
            }
        }
        return RepositoryPath(unchecked: result)
    }

    /// Whether this is `other` or below it.
    public func isInside(_ other: RepositoryPath) -> Bool {
        prefix(other.components.count) == other
    }

    /// The first components only.
    public func prefix(_ count: Int) -> RepositoryPath {
        RepositoryPath(unchecked: Array(components.prefix(count)))
    }
}

extension RepositoryPath: CustomStringConvertible {
    /// The components joined with slashes; `.` for the root.
    public var description: String { components.isEmpty ? "." : components.joined(separator: "/") }
}

extension RepositoryPath: Comparable {
    /// Whether the bytes are the same, as Git compares. Strings are equal to Swift where only the encoding of an accent
    /// differs, and to Git those are two files.
    public static func == (left: Self, right: Self) -> Bool {
        left.components.elementsEqual(right.components, by: hasSameBytes)
    }

    /// The order of the components' bytes.
    public static func < (left: Self, right: Self) -> Bool {
        left.components.lexicographicallyPrecedes(right.components) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func hasSameBytes(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
