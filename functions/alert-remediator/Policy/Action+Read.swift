import GitOps
import ManifestEdit

extension Action {
    /// What Git cannot express, and what to do instead.
    private static let impossible = [
        "delete": "Git says what there should be, and deleting a pod changes nothing of that; use restart",
        "deletePod": "Git says what there should be, and deleting a pod changes nothing of that; use restart",
        "drain": "nodes are not in the application's manifests; draining one is the cluster's own work",
        "cordon": "nodes are not in the application's manifests; cordoning one is the cluster's own work",
        "evict": "an eviction is a request to the cluster, which no manifest holds; use restart",
        "exec": "a command in a container is a request to the cluster, which no manifest holds",
    ]
    private static let possible = [
        "scale", "restart", "resources", "rollback", "failover", "suspend", "resume", "pause", "set", "notify",
    ]

    /// Reads a step: a mapping of one key, or the key alone where it needs nothing else.
    init(_ node: YAMLNode) throws(PolicyError) {
        let pair = node.pairs.first
        guard let name = pair?.key.text ?? node.text, node.pairs.count == (pair == nil ? 0 : 1) else {
            throw PolicyError(node, "expected one action, as scale: {by: 2}")
        }
        let value = pair?.value
        if let reason = Self.impossible[name] {
            self = .impossible(name: name, reason: reason)
            return
        }
        switch name {
        case "scale": self = .scale(try Scale(value ?? node))
        case "restart": self = .restart(workload: try Self.workload(value, name))
        case "suspend": self = .suspend(workload: try Self.workload(value, name))
        case "resume": self = .resume(workload: try Self.workload(value, name))
        case "pause": self = .pause(workload: try Self.workload(value, name))
        case "resources": self = .resources(try Resources(value ?? node))
        case "rollback": self = .rollback(try RollbackScope(value))
        case "failover": self = try Self.failover(value ?? node)
        case "set": self = .set(try Edit(setting: value ?? node))
        case "notify": self = .notify(try Self.notice(value))
        default:
            throw PolicyError(
                pair?.key ?? node, "unknown action: expected one of \(Self.possible.joined(separator: ", "))")
        }
    }

    private static func workload(_ node: YAMLNode?, _ what: String) throws(PolicyError) -> Template? {
        guard let node, !isEmpty(node) else { return nil }
        let mapping = try PolicyMapping(node, what, required: [], optional: ["workload"])
        return try workload(mapping)
    }

    fileprivate static func workload(_ mapping: PolicyMapping) throws(PolicyError) -> Template? {
        guard mapping["workload"] != nil else { return nil }
        let template = try mapping.template("workload")
        guard !template.hasWildcard else { throw mapping.error(at: "workload", "expected a name without *") }
        return template
    }

    private static func notice(_ node: YAMLNode?) throws(PolicyError) -> String? {
        guard let node, !isEmpty(node) else { return nil }
        guard let text = node.text else { throw PolicyError(node, "expected what to say, as a text") }
        return text
    }

    private static func failover(_ node: YAMLNode) throws(PolicyError) -> Action {
        let failover = try PolicyMapping(node, "failover", required: ["name", "edits"], optional: [])
        var edits: [Edit] = []
        for item in try failover.list("edits") ?? [] { edits.append(try Edit(item)) }
        guard !edits.isEmpty else { throw failover.error(at: "edits", "expected at least one edit") }
        return .failover(name: try failover.text("name") ?? "", edits)
    }

    /// `restart:`, `restart: {}` and `restart` mean the same.
    static func isEmpty(_ node: YAMLNode) -> Bool {
        node.isMapping ? node.pairs.isEmpty : node.scalar?.style == .plain && node.text?.isEmpty == true
    }
}

extension Action.Scale {
    fileprivate init(_ node: YAMLNode) throws(PolicyError) {
        let scale = try PolicyMapping(
            node, "scale", required: [],
            optional: ["to", "by", "percent", "atLeast", "min", "max", "workload", "raiseMax"])
        let widest = 1_000_000
        let to = try scale.int("to", in: 0...widest).map(Target.to)
        let by = try scale.int("by", in: -widest...widest).map(Target.by)
        let percent = try scale.int("percent", in: -100...widest).map(Target.percent)
        let atLeast = try scale.int("atLeast", in: 0...widest).map(Target.atLeast)
        let targets = [to, by, percent, atLeast].compactMap(\.self)
        guard targets.count == 1, let target = targets.first else {
            throw PolicyError(node, "expected one of to, by, percent and atLeast")
        }
        self.target = target
        range = try ReplicaRange(scale)
        workload = try Action.workload(scale)
        raisesMaximum = try scale.bool("raiseMax") ?? false
    }
}

extension Action.Resources {
    fileprivate init(_ node: YAMLNode) throws(PolicyError) {
        let resources = try PolicyMapping(
            node, "resources", required: [], optional: ["memory", "cpu", "max", "workload", "container"])
        let both = resources["memory"] != nil && resources["cpu"] != nil
        var maxima: [String: String] = [:]
        if let node = resources["max"], node.isMapping {
            let max = try PolicyMapping(node, "max", required: [], optional: ["memory", "cpu"])
            maxima["memory"] = try max.text("memory")
            maxima["cpu"] = try max.text("cpu")
        } else if let text = try resources.text("max") {
            guard !both else { throw resources.error(at: "max", "expected {memory: …, cpu: …}, since both change") }
            maxima = ["memory": text, "cpu": text]
        }
        memory = try Self.change("memory", resources, maxima)
        cpu = try Self.change("cpu", resources, maxima)
        guard memory != nil || cpu != nil else { throw PolicyError(node, "expected memory, cpu or both") }
        workload = try Action.workload(resources)
        container = try resources.text("container")
    }

    private static func change(
        _ key: String,
        _ resources: PolicyMapping,
        _ maxima: [String: String]
    ) throws(PolicyError) -> ResourceChange? {
        guard let text = try resources.text(key) else { return nil }
        guard let change = ResourceChange(text, maximum: maxima[key]) else {
            throw resources.error(at: key, "expected a factor, as x1.5, or an amount, as 512Mi, and so for max")
        }
        return change
    }
}

extension Action.Edit {
    /// Reads `{application, file, field, value}` or `{application, scale: {…}}`.
    fileprivate init(_ node: YAMLNode) throws(PolicyError) {
        guard node["scale"] != nil else {
            try self.init(setting: node)
            return
        }
        let edit = try PolicyMapping(node, "an edit", required: ["scale"], optional: ["application"])
        self.init(
            application: try Self.application(edit), change: .scale(try Action.Scale(edit["scale"] ?? node)))
    }

    /// Reads `{application, file, field, value}`.
    fileprivate init(setting node: YAMLNode) throws(PolicyError) {
        let edit = try PolicyMapping(
            node, "an edit", required: ["file", "field", "value"], optional: ["application"])
        application = try Self.application(edit)
        change = .set(try Action.Setting(edit))
    }

    private static func application(_ edit: PolicyMapping) throws(PolicyError) -> Template? {
        guard edit["application"] != nil else { return nil }
        let template = try edit.template("application")
        guard !template.hasWildcard else {
            throw edit.error(at: "application", "expected labels in braces, not *")
        }
        return template
    }
}

extension Action.Setting {
    fileprivate init(_ setting: PolicyMapping) throws(PolicyError) {
        file = try setting.template("file")
        guard !file.hasWildcard, !file.text.hasPrefix("/"), !file.text.split(separator: "/").contains("..") else {
            throw setting.error(at: "file", "expected a file in the application's directory, without *")
        }
        field = try setting.text("field") ?? ""
        guard let scalar = setting["value"]?.scalar else {
            throw setting.error(at: "value", "expected a text, a number, true, false or null")
        }
        isText = scalar.style != .plain
        value = scalar.value == .null ? nil : scalar.text
    }
}
