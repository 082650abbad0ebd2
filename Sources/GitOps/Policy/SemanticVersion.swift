import ImageReference

/// A version by Semantic Versioning 2.0.0, a leading `v` allowed as in tags. Build metadata has no part in the order
/// (section 10).
public struct SemanticVersion: Sendable {
    let major: Int
    let minor: Int
    let patch: Int
    let prerelease: [Identifier]

    /// A part of a pre-release (section 9).
    enum Identifier: Sendable, Hashable {
        case number(Int)
        case word(String)
    }

    init(_ major: Int, _ minor: Int, _ patch: Int, prerelease: [Identifier] = []) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
    }

    /// Parses a whole version, `v1.2.3-rc.1`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let body = text.hasPrefix("v") ? text.dropFirst() : text.dropFirst(0)
        let halves = body.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 2 {
            let build = halves[1].split(separator: ".", omittingEmptySubsequences: false)
            guard build.allSatisfy({ Self.isIdentifier($0) }) else { return nil }
        }
        let parts = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { Self.number($0) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2]
        else { return nil }
        var prerelease: [Identifier] = []
        if parts.count == 2 {
            for part in parts[1].split(separator: ".", omittingEmptySubsequences: false) {
                guard let identifier = Self.identifier(part) else { return nil }
                prerelease.append(identifier)
            }
        }
        self.init(major, minor, patch, prerelease: prerelease)
    }

    /// Digits without a leading zero (section 2), of at most 18: more stand for no version that anybody made.
    static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy(\.isDigit),
            text == "0" || !text.hasPrefix("0")
        else { return nil }
        return Int(text)
    }

    private static func isIdentifier(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
    }

    private static func identifier(_ text: some StringProtocol) -> Identifier? {
        guard isIdentifier(text) else { return nil }
        guard text.utf8.allSatisfy(\.isDigit) else { return .word(String(text)) }
        return number(text).map(Identifier.number)
    }

    /// Whether the three numbers are the same.
    func hasSameNumbers(as other: SemanticVersion) -> Bool {
        (major, minor, patch) == (other.major, other.minor, other.patch)
    }
}

extension SemanticVersion: Comparable {
    /// Whether neither comes before the other.
    public static func == (left: Self, right: Self) -> Bool { !(left < right) && !(right < left) }

    /// The order of precedence (section 11).
    public static func < (left: Self, right: Self) -> Bool {
        guard left.hasSameNumbers(as: right) else {
            return (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
        }
        // A pre-release comes before the version itself.
        guard !left.prerelease.isEmpty, !right.prerelease.isEmpty else {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (first, second) in zip(left.prerelease, right.prerelease) where first != second {
            switch (first, second) {
            case (.number(let first), .number(let second)): return first < second
            case (.number, .word): return true
            case (.word, .number): return false
            case (.word(let first), .word(let second)): return first.utf8.lexicographicallyPrecedes(second.utf8)
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}
