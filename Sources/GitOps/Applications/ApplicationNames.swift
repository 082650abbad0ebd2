import RemoteGit

/// The names that applications may have, for hints: of each entry as far as one look into one directory tells them.
public struct ApplicationNames: Sendable {
    /// The names, each once, in order.
    public let all: [String]

    /// More names than this are no hint any more.
    private static let most = 20_000

    /// Reads the names.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with the directories to look into.
    public init(_ policy: Policy, in snapshot: Snapshot) throws(Undecided) {
        var reading = JointReading()
        var names: Set<String> = []
        for rule in policy.applications {
            let bindings = try reading.read(Self.bindings(of: rule, in: snapshot))
            for bindings in bindings ?? [] where names.count < Self.most {
                if let name = rule.name.filled(with: bindings) { names.insert(name) }
            }
        }
        try reading.finish()
        all = names.sorted()
    }

    /// The values of the placeholders: those of `matrix`, with the names in the directory of the first component that has
    /// any other.
    private static func bindings(
        of rule: ApplicationRule,
        in snapshot: Snapshot
    ) throws(Undecided) -> [Template.Bindings] {
        let all = rule.matrix.reduce([[:]] as [Template.Bindings]) { all, entry in
            all.flatMap { bindings in
                entry.values.map { bindings.merging([entry.placeholder: $0]) { $1 } }
            }
        }
        let components = rule.path.text == "." ? [] : rule.path.components
        let known = Set(rule.matrix.map(\.placeholder))
        let open = components.firstIndex { component in
            component.contains { segment in
                if case .placeholder(let name) = segment { return !known.contains(name) }
                return false
            }
        }
        guard let open else { return all }
        var found: [Template.Bindings] = []
        for bindings in all {
            let parts = components[..<open].compactMap { Template.fill($0, bindings) }
            guard let directory = RepositoryPath(parts.joined(separator: "/")) else { continue }
            for name in try snapshot.names(in: directory) ?? [] where name.mode == .directory {
                if let more = Template.match(components[open][...], name.name[...], bindings) { found.append(more) }
            }
        }
        return found
    }
}
