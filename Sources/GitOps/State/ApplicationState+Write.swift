import Events
import FoundationEssentials
import ManifestEdit

extension ApplicationState {
    /// The file, one line an entry; `nil` if nothing is held open and so there is no file.
    public var content: [UInt8]? {
        guard !holds.isEmpty || !episodes.isEmpty else { return nil }
        var lines = ["# Held open by automation. Delete an entry to release it.", "version: 1"]
        if !holds.isEmpty { lines += ["holds:"] + holds.map { "- {\($0.text)}" } }
        if !episodes.isEmpty { lines += ["episodes:"] + episodes.map { "- {\($0.text)}" } }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The inside of a flow mapping.
    fileprivate static func mapping(_ pairs: [(key: String, value: String)]) -> String {
        pairs.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }

    /// A string, in quotes where it needs them.
    fileprivate static func string(_ text: String) -> String { YAMLScalar.written(text) }

    fileprivate static func time(_ date: Date) -> String { string(RFC3339.text(from: date)) }
}

extension ApplicationState.Hold {
    fileprivate var text: String {
        let version = ApplicationState.string(tag)
        let what = image.map { [("image", ApplicationState.string($0)), ("tag", version)] }
        return ApplicationState.mapping(
            [("application", ApplicationState.string(application))] + (what ?? [("targetRevision", version)]) + [
                ("by", ApplicationState.string(by)), ("event", ApplicationState.string(event)),
                ("since", ApplicationState.time(since)),
            ])
    }
}

extension ApplicationState.Episode {
    fileprivate var text: String {
        var pairs = [
            ("application", ApplicationState.string(application)),
            ("fingerprint", ApplicationState.string(fingerprint)), ("startsAt", ApplicationState.time(startsAt)),
            ("rule", ApplicationState.string(rule)), ("step", "\(step)"), ("status", status.rawValue),
            ("at", ApplicationState.time(at)), ("flaps", "\(flaps)"),
            ("changed", "[\(changed.map { "{\($0.text)}" }.joined(separator: ", "))]"),
        ]
        if let alert { pairs.append(("alert", ApplicationState.string(alert))) }
        if isExhausted { pairs.append(("exhausted", "true")) }
        if !elsewhere.isEmpty {
            let names = elsewhere.map(ApplicationState.string).joined(separator: ", ")
            pairs.append(("elsewhere", "[\(names)]"))
        }
        if let owner { pairs.append(("for", ApplicationState.string(owner))) }
        return ApplicationState.mapping(pairs)
    }
}

extension ApplicationState.Changed {
    fileprivate var text: String {
        ApplicationState.mapping(
            [
                ("path", ApplicationState.string(path)), ("field", ApplicationState.string(field)),
                ("from", value(from)), ("to", value(to)),
            ] + (order > 1 ? [("order", "\(order)")] : []))
    }

    private func value(_ value: String?) -> String {
        guard let value else { return ApplicationState.absent }
        return value == ApplicationState.absent ? "\"\(value)\"" : ApplicationState.string(value)
    }
}
