/// Turns one alternative of a range into comparators.
enum VersionRangeParser {
    typealias Comparator = VersionRange.Comparator

    /// The comparators of `text`; none of them for "all versions", `nil` if it cannot be read.
    static func comparators(_ text: Substring) -> [Comparator]? {
        var words = text.split(whereSeparator: \.isWhitespace)
        if words.count == 3, words[1] == "-" { return hyphen(words[0], words[2]) }
        // An operator may stand apart from its version.
        while let index = words.firstIndex(where: { [">", ">=", "<", "<=", "=", "^", "~"].contains($0) }) {
            guard index + 1 < words.count else { return nil }
            words.replaceSubrange(index...index + 1, with: [Substring(words[index] + words[index + 1])])
        }
        var comparators: [Comparator] = []
        for word in words {
            guard let more = comparator(word) else { return nil }
            comparators += more
        }
        return comparators
    }

    /// A version of which later numbers may be missing.
    private struct Partial {
        let numbers: [Int]
        let full: SemanticVersion?

        init?(_ text: Substring) {
            full = SemanticVersion(text)
            if let full {
                numbers = [full.major, full.minor, full.patch]
                return
            }
            let body = text.hasPrefix("v") ? text.dropFirst() : text
            var numbers: [Int] = []
            let parts = body.split(separator: ".", omittingEmptySubsequences: false)
            let open = parts.firstIndex { Self.isOpen($0) } ?? parts.endIndex
            for part in parts[..<open] {
                guard let number = SemanticVersion.number(part) else { return nil }
                numbers.append(number)
            }
            // What follows an open number has no meaning, but it is a number.
            let rest = parts[open...]
            guard parts.count <= 3, rest.allSatisfy({ Self.isOpen($0) || SemanticVersion.number($0) != nil })
            else { return nil }
            self.numbers = numbers
        }

        private static func isOpen(_ part: Substring) -> Bool { ["x", "X", "*"].contains(part) }

        /// The first version that it stands for.
        var first: SemanticVersion { full ?? SemanticVersion(number(0), number(1), number(2)) }

        /// The first version after those that share the numbers up to `index`.
        func next(after index: Int) -> SemanticVersion {
            switch index {
            case 0: SemanticVersion(number(0) + 1, 0, 0)
            case 1: SemanticVersion(number(0), number(1) + 1, 0)
            default: SemanticVersion(number(0), number(1), number(2) + 1)
            }
        }

        func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }
    }

    private static func comparator(_ word: Substring) -> [Comparator]? {
        let symbols = word.prefix { "<>=^~".contains($0) }
        guard let version = Partial(word.dropFirst(symbols.count)) else { return nil }
        let last = version.numbers.count - 1
        guard last >= 0 else { return ["", "=", ">=", "<=", "^", "~"].contains(symbols) ? [] : nil }
        switch symbols {
        case "^":
            let fixed = version.numbers.firstIndex { $0 != 0 } ?? last
            return between(version.first, version.next(after: fixed))
        case "~": return between(version.first, version.next(after: min(last, 1)))
        case "", "=":
            if let full = version.full { return [Comparator(relation: .equal, version: full)] }
            return between(version.first, version.next(after: last))
        case ">=": return [Comparator(relation: .greaterOrEqual, version: version.first)]
        case "<": return [version.full.map { Comparator(relation: .less, version: $0) } ?? before(version.first)]
        case ">":
            if let full = version.full { return [Comparator(relation: .greater, version: full)] }
            return [Comparator(relation: .greaterOrEqual, version: version.next(after: last))]
        case "<=":
            if let full = version.full { return [Comparator(relation: .lessOrEqual, version: full)] }
            return [before(version.next(after: last))]
        default: return nil
        }
    }

    private static func hyphen(_ from: Substring, _ to: Substring) -> [Comparator]? {
        guard let from = Partial(from), let to = Partial(to) else { return nil }
        let start = from.numbers.isEmpty ? [] : [Comparator(relation: .greaterOrEqual, version: from.first)]
        if let full = to.full { return start + [Comparator(relation: .lessOrEqual, version: full)] }
        guard !to.numbers.isEmpty else { return start }
        return start + [before(to.next(after: to.numbers.count - 1))]
    }

    private static func between(_ from: SemanticVersion, _ to: SemanticVersion) -> [Comparator] {
        [Comparator(relation: .greaterOrEqual, version: from), before(to)]
    }

    /// Everything before a version that nobody wrote out, its pre-releases left out too: before its very first one.
    private static func before(_ end: SemanticVersion) -> Comparator {
        let first = SemanticVersion(end.major, end.minor, end.patch, prerelease: [.number(0)])
        return Comparator(relation: .less, version: first)
    }
}
