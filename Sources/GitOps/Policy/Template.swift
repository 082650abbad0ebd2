/// A text with placeholders in braces and wildcards: `apps/{app}/overlays/{env}`, `registry.example.com/*/{app}`.
///
/// `*` and `{x}` stand for one character or more within one component of a path.
public struct Template: Sendable, Hashable {
    /// A piece of a template.
    enum Segment: Sendable, Hashable {
        case literal(String)
        case placeholder(String)
        case wildcard
    }

    /// The values of placeholders.
    public typealias Bindings = [String: String]

    /// The text as it was written.
    public let text: String
    /// The pieces of each component of the path.
    let components: [[Segment]]

    /// Parses a template.
    ///
    /// - Returns: `nil` if braces do not pair up or a placeholder's name is not letters, digits, `_` and `-`.
    public init?(_ text: String) {
        var components: [[Segment]] = []
        for component in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard let segments = Self.segments(of: component) else { return nil }
            components.append(segments)
        }
        self.text = text
        self.components = components
    }

    /// The names of its placeholders, in order, each once.
    public var placeholders: [String] {
        var seen: Set<String> = []
        return components.joined().compactMap { segment in
            guard case .placeholder(let name) = segment, seen.insert(name).inserted else { return nil }
            return name
        }
    }

    /// Whether it has a wildcard, and so cannot be filled.
    public var hasWildcard: Bool { components.joined().contains(.wildcard) }

    /// The text with its placeholders replaced; `nil` if one has no value.
    public func filled(with bindings: Bindings) -> String? {
        var filled: [String] = []
        for component in components {
            guard let text = Self.fill(component, bindings) else { return nil }
            filled.append(text)
        }
        return filled.joined(separator: "/")
    }

    /// The values that make the template match `text`, on top of those given; `nil` if there are none.
    ///
    /// Where several do, earlier placeholders get the shorter value.
    public func match(_ text: some StringProtocol, _ bindings: Bindings = [:]) -> Bindings? {
        let parts = text.split(separator: "/" as Character, omittingEmptySubsequences: false).map { Substring($0) }
        guard parts.count == components.count else { return nil }
        return Self.match(components[...], parts[...], bindings)
    }

    /// All values that make the template match `text`: `{app}-{env}` matches `a-b-c` in two ways.
    public func allMatches(_ text: some StringProtocol) -> [Bindings] {
        var all: [Bindings] = []
        let parts = text.split(separator: "/" as Character, omittingEmptySubsequences: false).map { Substring($0) }
        guard parts.count == components.count else { return [] }
        _ = Self.match(components[...], parts[...], [:]) { bindings in
            all.append(bindings)
            return nil
        }
        return all
    }

    private static func match(
        _ components: ArraySlice<[Segment]>,
        _ parts: ArraySlice<Substring>,
        _ bindings: Bindings,
        then accept: (Bindings) -> Bindings? = { $0 }
    ) -> Bindings? {
        guard let component = components.first, let part = parts.first else { return accept(bindings) }
        return match(component[...], part, bindings) { bindings in
            match(components.dropFirst(), parts.dropFirst(), bindings, then: accept)
        }
    }

    /// The values that make the template's last component match `name`: the rule for our own images without a `/`.
    func matchLastComponent(_ name: some StringProtocol) -> Bindings? {
        components.last.flatMap { Self.match($0[...], Substring(name), [:]) }
    }

    static func fill(_ component: [Segment], _ bindings: Bindings) -> String? {
        var text = ""
        for segment in component {
            switch segment {
            case .literal(let literal): text += literal
            case .placeholder(let name):
                guard let value = bindings[name] else { return nil }
                text += value
            case .wildcard: return nil
            }
        }
        return text
    }

    /// The values that make one component match.
    ///
    /// - Parameter accept: what has to follow with these values, else others are tried.
    static func match(
        _ segments: ArraySlice<Segment>,
        _ text: Substring,
        _ bindings: Bindings,
        then accept: (Bindings) -> Bindings? = { $0 }
    ) -> Bindings? {
        guard let first = segments.first else { return text.isEmpty ? accept(bindings) : nil }
        let others = segments.dropFirst()
        func next(_ text: Substring, _ bindings: Bindings) -> Bindings? {
            match(others, text, bindings, then: accept)
        }
        /// Most ends of a value do not fit what comes after it, which is told before the values are put together.
        func mayFollow(_ text: Substring) -> Bool {
            switch others.first {
            case nil: text.isEmpty
            case .literal(let literal): text.hasPrefix(literal)
            case .placeholder(let name): bindings[name] != nil || !text.isEmpty
            case .wildcard: !text.isEmpty
            }
        }
        switch first {
        case .literal(let literal): return text.hasPrefix(literal) ? next(text.dropFirst(literal.count), bindings) : nil
        case .placeholder(let name):
            if let value = bindings[name] {
                return text.hasPrefix(value) ? next(text.dropFirst(value.count), bindings) : nil
            }
            for end in text.indices {
                let rest = text[end...].dropFirst()
                guard mayFollow(rest) else { continue }
                if let all = next(rest, bindings.merging([name: String(text[...end])]) { $1 }) { return all }
            }
        case .wildcard:
            for end in text.indices {
                let rest = text[end...].dropFirst()
                guard mayFollow(rest) else { continue }
                if let all = next(rest, bindings) { return all }
            }
        }
        return nil
    }

    private static func segments(of component: Substring) -> [Segment]? {
        var segments: [Segment] = []
        var rest = component
        while let first = rest.first {
            switch first {
            case "*":
                segments.append(.wildcard)
                rest = rest.dropFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}") else { return nil }
                let name = rest[rest.index(after: rest.startIndex)..<end]
                guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
                else { return nil }
                segments.append(.placeholder(String(name)))
                rest = rest[rest.index(after: end)...]
            case "}": return nil
            default:
                let literal = rest.prefix { $0 != "*" && $0 != "{" && $0 != "}" }
                segments.append(.literal(String(literal)))
                rest = rest[literal.endIndex...]
            }
        }
        return segments
    }
}
