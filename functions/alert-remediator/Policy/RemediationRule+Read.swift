import GitOps
import ManifestEdit

extension RemediationRule {
    private static let required = ["name", "when", "application", "steps"]
    private static let optional = [
        "continue", "settle", "cooldown", "undo", "limits", "replicas", "freeze", "approve", "maintenance",
    ]

    /// Reads an entry of `remediations`.
    init(_ node: YAMLNode) throws(PolicyError) {
        let entry = try PolicyMapping(node, "a remediation", required: Self.required, optional: Self.optional)
        name = try Self.name(entry)
        when = try Self.matchers(entry)
        application = try entry.template("application")
        guard !application.hasWildcard else {
            throw entry.error(at: "application", "expected labels in braces, not *")
        }
        continues = try entry.bool("continue") ?? false
        steps = try Self.steps(entry)
        settle = try entry.duration("settle") ?? .seconds(300)
        cooldown = try entry.duration("cooldown") ?? .seconds(600)
        undo = try Self.undo(entry, cooldown: cooldown)
        limits = try Self.limits(entry)
        replicas = try ReplicaRange(entry["replicas"], "replicas")
        isFrozen = try entry.bool("freeze") ?? false
        needsApproval = try entry.bool("approve") ?? false
        var maintenance: [MaintenanceWindow] = []
        for item in try entry.list("maintenance") ?? [] { maintenance.append(try MaintenanceWindow(item)) }
        self.maintenance = maintenance
        line = node.position.line
    }

    /// It becomes part of a branch's name and of commits.
    private static func name(_ entry: PolicyMapping) throws(PolicyError) -> String {
        let name = try entry.text("name") ?? ""
        let isAllowed =
            name.utf8.count <= 100 && name.first != "-" && name.first != "."
            && !name.contains("..") && !name.hasSuffix(".lock") && name.last != "."
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
            }
        guard isAllowed else {
            throw entry.error(at: "name", "expected a name of letters, digits, '-', '_' and '.'")
        }
        return name
    }

    private static func matchers(_ entry: PolicyMapping) throws(PolicyError) -> [LabelMatcher] {
        var matchers: [LabelMatcher] = []
        for item in try entry.list("when") ?? [] {
            guard let text = item.text else { throw PolicyError(item, "expected a matcher as a text") }
            do {
                matchers += try LabelMatcherParser.parse(text)
            } catch {
                throw PolicyError(item, error.reason)
            }
        }
        guard !matchers.isEmpty else { throw entry.error(at: "when", "expected at least one matcher") }
        return matchers
    }

    private static func steps(_ entry: PolicyMapping) throws(PolicyError) -> [Action] {
        var steps: [Action] = []
        for item in try entry.list("steps") ?? [] { steps.append(try Action(item)) }
        guard !steps.isEmpty else { throw entry.error(at: "steps", "expected at least one step") }
        return steps
    }

    private static func undo(_ entry: PolicyMapping, cooldown: Duration) throws(PolicyError) -> Undo? {
        guard let node = entry["undo"], node.text != "never" else { return nil }
        let undo = try PolicyMapping(node, "undo", required: ["after"], optional: ["whenFlapping"])
        let after = try undo.duration("after") ?? .zero
        return Undo(after: after, whenFlapping: try undo.duration("whenFlapping") ?? max(after, cooldown) * 2)
    }

    private static func limits(_ entry: PolicyMapping) throws(PolicyError) -> ChangeLimits? {
        guard let node = entry["limits"] else { return nil }
        let limits = try PolicyMapping(node, "limits", required: ["window"], optional: ["application", "repository"])
        return ChangeLimits(
            perApplication: try limits.int("application", in: 0...Int.max),
            perRepository: try limits.int("repository", in: 0...Int.max),
            window: try limits.duration("window") ?? .zero)
    }
}

extension ReplicaRange {
    /// Reads `{min: 2, max: 10}`, both optional; no limits where there is no node.
    init(_ node: YAMLNode?, _ what: String) throws(PolicyError) {
        guard let node else {
            self.init()
            return
        }
        let limits = try PolicyMapping(node, what, required: [], optional: ["min", "max"])
        try self.init(limits)
    }

    /// Reads `min` and `max` among other keys.
    init(_ limits: PolicyMapping) throws(PolicyError) {
        min = try limits.int("min", in: 0...Int.max)
        max = try limits.int("max", in: 0...Int.max)
        if let min, let max, max < min {
            throw limits.error(at: "max", "expected max to be \(min) or more, as min is")
        }
    }
}
