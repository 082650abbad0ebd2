/// The full name of a ref, as `refs/heads/main`.
public struct RefName: Sendable, Hashable {
    /// The name, from `refs/` on.
    public let text: String

    /// `nil` for a name that does not begin with `refs/` or that Git does not allow (git-check-ref-format).
    public init?(_ text: String) {
        guard text.hasPrefix("refs/"), BranchName.isAllowed(text) else { return nil }
        self.text = text
    }

    /// The ref of a branch by its short name; `nil` for a name that no branch can have.
    public static func branch(_ name: String) -> RefName? {
        BranchName.isAllowed(name) ? RefName("refs/heads/\(name)") : nil
    }

    /// The short name, if it is a branch's.
    public var branch: String? { text.hasPrefix("refs/heads/") ? String(text.dropFirst("refs/heads/".count)) : nil }
}

extension RefName: ExpressibleByStringLiteral {
    /// A name that the program is written with.
    public init(stringLiteral text: String) {
        precondition(text.hasPrefix("refs/") && BranchName.isAllowed(text), "\(text) is no name of a ref")
        self.text = text
    }
}

extension RefName: Comparable {
    /// The order of the bytes.
    public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}

extension RefName: CustomStringConvertible {
    /// The name.
    public var description: String { text }
}
