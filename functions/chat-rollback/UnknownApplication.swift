import GitOps
import RemoteGit

/// A name that no application has, or more than one.
struct UnknownApplication {
    let name: String
    let search: ApplicationSearch.Result
    let policy: Policy

    /// Says so, with what may be meant.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    func sentence(in snapshot: Snapshot) throws(Undecided) -> String {
        guard search.ambiguous.isEmpty else {
            let places = policy.applications.filter { !$0.name.allMatches(name).isEmpty }.map(\.path.text)
            return "the policy gives this name to more than one directory: \(places.joined(separator: ", "))"
        }
        let near = try NearestNames(policy, in: snapshot).names(like: name)
        let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
        return "the policy has no application of this name\(hint)"
    }
}

/// Names that a person may have meant.
struct NearestNames {
    private let policy: Policy
    private let snapshot: Snapshot

    init(_ policy: Policy, in snapshot: Snapshot) {
        self.policy = policy
        self.snapshot = snapshot
    }

    /// At most three, the nearest first.
    func names(like name: String) throws(Undecided) -> [String] {
        let limit = max(2, name.count / 3)
        let known = try ApplicationNames(policy, in: snapshot).all
        return known.map { (distance: Self.distance(name, $0), name: $0) }.filter { $0.distance <= limit }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// How many characters have to be put in, taken out or replaced to make one of the other (Levenshtein).
    static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second)
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in second.indices {
                let replaced = diagonal + (character == second[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[second.count]
    }
}
