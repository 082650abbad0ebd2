import ManifestEdit

extension UpdateCase {
    /// Reads `updates` of an application: one rule, or a list of rules with the values of placeholders that they are
    /// for.
    ///
    /// - Parameter bound: the placeholders of the application that have a value.
    static func read(_ entry: PolicyMapping, bound: Set<String>) throws(PolicyError) -> [UpdateCase] {
        guard let node = entry["updates"] else { return [UpdateCase(when: [], rule: UpdateRule())] }
        guard node.isSequence else { return [UpdateCase(when: [], rule: try UpdateRule.read(node))] }
        var cases: [UpdateCase] = []
        for item in node.items {
            let when = try item["when"].map { node throws(PolicyError) in try Self.when(node, bound) } ?? []
            cases.append(UpdateCase(when: when, rule: try UpdateRule.read(item, alsoKnown: ["when"])))
        }
        guard let last = cases.last, last.when.isEmpty else {
            throw PolicyError(node.items.last ?? node, "expected the last of updates without when, for all the others")
        }
        return cases
    }

    private static func when(
        _ node: YAMLNode,
        _ bound: Set<String>
    ) throws(PolicyError) -> [(placeholder: String, values: [Template])] {
        guard node.isMapping, node.duplicateKey == nil, !node.pairs.isEmpty else {
            throw PolicyError(node, "expected a mapping of placeholders to values")
        }
        var when: [(placeholder: String, values: [Template])] = []
        for pair in node.pairs {
            guard let placeholder = pair.key.text, bound.contains(placeholder) else {
                throw PolicyError(pair.key, "expected a placeholder of path or matrix")
            }
            var values: [Template] = []
            for item in pair.value.isSequence ? pair.value.items : [pair.value] {
                guard let text = item.text, !text.isEmpty, let value = Template(text), value.placeholders.isEmpty
                else { throw PolicyError(item, "expected a value, or a list of them") }
                values.append(value)
            }
            when.append((placeholder, values))
        }
        return when
    }
}

extension UpdateRule {
    fileprivate static func read(_ node: YAMLNode, alsoKnown: [String] = []) throws(PolicyError) -> UpdateRule {
        let updates = try PolicyMapping(
            node, "updates", required: [],
            optional: alsoKnown + ["tags", "allow", "deny", "downgrade", "pin", "suspend"])
        var rule = UpdateRule()
        rule.tags = try tags(updates["tags"])
        rule.allow = try updates.texts("allow")?.map { WildcardPattern($0) } ?? []
        rule.deny = try updates.texts("deny")?.map { WildcardPattern($0) } ?? []
        rule.isSuspended = try updates.bool("suspend") ?? false
        if let downgrade = updates["downgrade"] {
            switch downgrade.text {
            case "never": rule.allowsDowngrade = false
            case "allow": rule.allowsDowngrade = true
            default: throw PolicyError(downgrade, "expected never or allow")
            }
        }
        if let pin = updates["pin"] {
            guard let known = pin.text.flatMap(ImagePin.init(rawValue:)) else {
                throw PolicyError(pin, "expected tag, digest or both")
            }
            rule.pin = known
        }
        return rule
    }

    private static func tags(_ node: YAMLNode?) throws(PolicyError) -> UpdateRule.Tags {
        guard let node else { return .any }
        if node.text == "any" { return .any }
        if node.text == "newest" { return .newest }
        let expected = "expected any, newest, {semver: RANGE} or {regex: EXPRESSION}"
        guard node.isMapping, node.pairs.count == 1, let pair = node.pairs.first, let text = pair.value.text else {
            throw PolicyError(node, expected)
        }
        switch pair.key.text {
        case "semver":
            guard let range = VersionRange(text) else {
                throw PolicyError(pair.value, "expected a range of versions, as \">=1.0.0 <2.0.0\"")
            }
            return .semver(range)
        case "regex":
            do {
                return .regex(try TagExpression(text))
            } catch {
                throw PolicyError(pair.value, "\(error)")
            }
        default: throw PolicyError(pair.key, expected)
        }
    }
}
