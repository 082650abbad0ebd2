import ManifestEdit

/// Words for people.
enum Prose {
    /// A length of time: "30 min".
    static func text(_ duration: Duration) -> String {
        var rest = Int(duration.seconds.rounded())
        let units = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
        var words: [String] = []
        for (name, length) in units where rest >= length {
            words.append("\(rest / length) \(name)")
            rest %= length
        }
        return words.isEmpty ? "0 s" : words.joined(separator: " ")
    }

    /// A number of things: "1 change", "2 changes".
    static func count(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

    /// The first of many.
    static func list(_ items: [String], orElse none: String) -> String {
        guard !items.isEmpty else { return none }
        let shown = items.prefix(10).joined(separator: "; ")
        return items.count > 10 ? "\(shown) and \(items.count - 10) more" : shown
    }

    /// A change: "replicas 3 → 5".
    static func text(_ field: String, from: String?, to: String?) -> String {
        "\(name(of: field)) \(from ?? "none") → \(to ?? "none")"
    }

    /// What people call a field.
    static func name(of field: String) -> String {
        guard let path = try? FieldPath(parsing: field), case .key(let key)? = path.steps.last else { return field }
        switch key {
        case "count", "replicas", "replicaCount": return "replicas"
        case "memory", "cpu":
            guard case .key(let kind)? = path.steps.dropLast().last else { return key }
            return "\(kind).\(key)"
        default: return key
        }
    }

    /// The changes of several values, the first of many.
    static func text(_ changes: [ValueChange]) -> String {
        few(changes.map { text($0.field, from: $0.from ?? $0.inherited, to: $0.to) })
    }

    /// Words, each once, the first of many.
    static func few(_ all: [String]) -> String {
        var seen: Set<String> = []
        let words = all.filter { seen.insert($0).inserted }
        return words.count > 4
            ? words.prefix(3).joined(separator: ", ") + " and \(words.count - 3) more" : words.joined(separator: ", ")
    }

    /// What is said of several applications, that of the alert's own first and without its name.
    static func text(_ words: [(application: String, text: String)], own: String) -> String {
        var texts: [(application: String, texts: [String])] = []
        for (application, text) in words {
            if let index = texts.firstIndex(where: { $0.application == application }) {
                texts[index].texts.append(text)
            } else {
                texts.append((application, [text]))
            }
        }
        let here = texts.filter { $0.application == own }.map { few($0.texts) }
        let elsewhere = texts.filter { $0.application != own }.map { "on \($0.application) \(few($0.texts))" }
        return (here + elsewhere).joined(separator: "; ")
    }

    /// Text from outside, no longer than a line takes.
    static func short(_ text: String) -> String {
        text.count > 100 ? text.prefix(99) + "…" : text
    }
}
