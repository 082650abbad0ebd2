import RemoteGit

/// Walks down the path of a policy's entry, binding what the event left open: by `matrix`, else by the names that a
/// directory has.
struct DirectorySearch {
    private let rule: ApplicationRule
    /// The values that the event gives placeholders.
    private let given: Template.Bindings
    private let snapshot: Snapshot
    /// The number of components after which a directory belongs to the event's applications alone. It is loaded whole,
    /// in one request, with what the application's directory refers to nearby, such as a base. A value of `matrix` tells
    /// applications of one kind apart, so what they share is above it.
    private let ownDepth: Int

    /// The applications that exist.
    private(set) var found: [Application] = []
    /// The directories that do not.
    private(set) var absent: [String] = []
    /// What has to be loaded before the search can go on.
    private(set) var missing: Set<Want> = []

    init(_ rule: ApplicationRule, given: Template.Bindings, snapshot: Snapshot) {
        self.rule = rule
        self.given = given
        self.snapshot = snapshot
        let components = rule.path.components
        let matrix = Set(rule.matrix.map(\.placeholder))
        let last = components.lastIndex { component in
            component.contains { segment in
                if case .placeholder(let name) = segment { return given[name] != nil && !matrix.contains(name) }
                return false
            }
        }
        ownDepth = last.map { $0 + 1 } ?? components.count
    }

    mutating func run() throws(Undecided) {
        for bindings in combinations() {
            try descend(from: .root, 0, bindings)
        }
    }

    /// The given values with each combination of those in `matrix`. One that is given must be among them.
    private func combinations() -> [Template.Bindings] {
        rule.matrix.reduce([given]) { combinations, entry in
            combinations.flatMap { bindings in
                if let value = bindings[entry.placeholder] {
                    return entry.values.contains(value) ? [bindings] : []
                }
                return entry.values.map { value in bindings.merging([entry.placeholder: value]) { $1 } }
            }
        }
    }

    private mutating func descend(
        from path: RepositoryPath,
        _ depth: Int,
        _ bindings: Template.Bindings
    ) throws(Undecided) {
        if depth == ownDepth, !snapshot.revision.isLoaded(.subtree(path)) {
            missing.insert(.subtree(path))
            return
        }
        let components = rule.path.text == "." ? [] : rule.path.components
        guard depth < components.count else { return try check(path, bindings) }
        if let name = Template.fill(components[depth], bindings) {
            guard let next = path.appending(name) else { return absent.append("\(path)/\(name)") }
            return try descend(from: next, depth + 1, bindings)
        }
        guard snapshot.revision.isLoaded(.entry(path)) else {
            missing.insert(.entry(path))
            return
        }
        for name in try snapshot.names(in: path) ?? [] where name.mode == .directory {
            guard let more = Template.match(components[depth][...], name.name[...], bindings),
                let next = path.appending(name.name)
            else { continue }
            try descend(from: next, depth + 1, more)
        }
    }

    private mutating func check(_ path: RepositoryPath, _ bindings: Template.Bindings) throws(Undecided) {
        guard try snapshot.names(in: path) != nil else { return absent.append("\(path)") }
        guard let name = rule.name.filled(with: bindings) else { return }
        var files: [RepositoryPath]?
        if let templates = rule.files {
            files = templates.compactMap { template in template.filled(with: bindings).flatMap(path.resolving) }
                .filter { $0.isInside(path) }
        }
        found.append(Application(name: name, path: path, files: files, rule: rule, bindings: bindings))
    }
}
