public import ImageReference
import RemoteGit

/// Finds the applications that an image belongs to, or that have a name: by the policy's patterns, and by what
/// directories there are.
public struct ApplicationSearch: Sendable {
    /// What was found.
    public struct Result: Sendable {
        /// The applications, in the order of the policy, each name once.
        public var applications: [Application] = []
        /// The names that more than one directory has: none of these is an application.
        public var ambiguous: [String] = []
        /// The image patterns that were tried.
        public var patterns: [String] = []
        /// The directories that do not exist, of entries whose patterns did match.
        public var absent: [String] = []
    }

    private let snapshot: Snapshot
    private let policy: Policy

    /// A search at one commit.
    public init(_ policy: Policy, in snapshot: Snapshot) {
        self.policy = policy
        self.snapshot = snapshot
    }

    /// The applications whose policy names the image.
    ///
    /// - Parameter isBare: whether the name is only the last component of a repository's.
    /// - Throws: ``Undecided/notLoaded(_:)`` with all that is missed at this level, or ``Undecided/failed(_:)``.
    public func applications(with image: ImageRepository, isBare: Bool) throws(Undecided) -> Result {
        var result = try search { rule in Self.bindings(of: rule, image, isBare: isBare) }
        result.patterns = policy.applications.flatMap(\.images).map(\.text)
        return result
    }

    /// The applications of that name, as Argo CD knows it: at most one, or the name is ambiguous.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with all that is missed at this level, or ``Undecided/failed(_:)``.
    public func applications(named name: String) throws(Undecided) -> Result {
        var result = try search { rule in rule.name.allMatches(name) }
        // A placeholder that the path leaves open may give the entry other names, too.
        result.applications.removeAll { $0.name != name }
        result.ambiguous.removeAll { $0 != name }
        return result
    }

    /// Searches by what the event gives the placeholders of each entry.
    private func search(_ given: (ApplicationRule) -> [Template.Bindings]) throws(Undecided) -> Result {
        var result = Result()
        var missing: Set<Want> = []
        var found: [Application] = []
        for rule in policy.applications {
            for bindings in given(rule) {
                var search = DirectorySearch(rule, given: bindings, snapshot: snapshot)
                try search.run()
                missing.formUnion(search.missing)
                result.absent += search.absent
                found += search.found
            }
        }
        guard missing.isEmpty else { throw .notLoaded(missing) }
        Self.sort(found, into: &result)
        return result
    }

    private static func sort(_ found: [Application], into result: inout Result) {
        var places: [String: Set<RepositoryPath>] = [:]
        for application in found { places[application.name, default: []].insert(application.path) }
        var names: Set<String> = []
        for application in found where names.insert(application.name).inserted {
            if places[application.name]?.count == 1 {
                result.applications.append(application)
            } else {
                result.ambiguous.append(application.name)
            }
        }
    }

    /// The values that the image gives placeholders, each set once.
    private static func bindings(
        of rule: ApplicationRule,
        _ image: ImageRepository,
        isBare: Bool
    ) -> [Template.Bindings] {
        var all: [Template.Bindings] = []
        for pattern in rule.images {
            let bindings = isBare ? pattern.matchLastComponent(image.name) : pattern.match(image)
            if let bindings, !all.contains(bindings) { all.append(bindings) }
        }
        return all
    }
}

extension Template {
    /// The values that make the template match the repository, as it is written or with Docker Hub's implied parts.
    public func match(_ image: ImageRepository, _ bindings: Bindings = [:]) -> Bindings? {
        if let more = match(image.name, bindings) ?? match("\(image.registry)/\(image.path)", bindings) { return more }
        // `nginx` in a policy means `docker.io/library/nginx` in an event.
        let isSame = placeholders.isEmpty && !hasWildcard && (try? ImageRepository(text)) == image
        return isSame ? bindings : nil
    }
}
