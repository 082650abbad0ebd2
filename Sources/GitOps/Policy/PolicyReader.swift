import ManifestEdit

/// Reads `.gitops.yaml`.
enum PolicyReader {
    /// The keys of the policy that some handler reads.
    static let sections = ["applications", "remediations", "chat", "commit"]

    /// The outermost mapping of a policy, as far as all handlers read it alike.
    static func root(_ content: [UInt8]) throws(PolicyError) -> PolicyMapping {
        try versioned(content, "the policy", keys: sections)
    }

    /// The outermost mapping of a file of ours, of version 1.
    static func versioned(
        _ content: [UInt8],
        _ what: String,
        keys: [String]
    ) throws(PolicyError) -> PolicyMapping {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLDocument.parse(content)
        } catch {
            throw PolicyError(line: error.line ?? 1, column: error.column ?? 1, message: error.reason)
        }
        guard documents.count == 1, let root = documents.first?.root else {
            throw PolicyError(line: 1, column: 1, message: "expected one YAML document, found \(documents.count)")
        }
        let mapping = try PolicyMapping(root, what, required: ["version"], optional: keys)
        guard mapping["version"]?.int == 1 else { throw mapping.error(at: "version", "expected version 1") }
        return mapping
    }
}

extension Policy {
    /// Reads `applications`.
    public static func read(_ policy: PolicyMapping) throws(PolicyError) -> Policy {
        Policy(applications: try applications(policy))
    }

    private static func applications(_ policy: PolicyMapping) throws(PolicyError) -> [ApplicationRule] {
        var rules: [ApplicationRule] = []
        for item in try policy.list("applications") ?? [] {
            rules.append(try application(item))
        }
        return rules
    }

    private static func application(_ node: YAMLNode) throws(PolicyError) -> ApplicationRule {
        let entry = try PolicyMapping(
            node, "an application", required: ["name", "path"],
            optional: ["matrix", "images", "updates", "files", "fields", "targetRevision", "replicas"])
        let name = try entry.template("name")
        let path = try entry.template("path")
        let matrix = try matrix(entry)
        let images = try entry.templates("images") ?? []
        let files = try entry.files()
        try checkPath(path, entry)
        guard !name.hasWildcard else { throw entry.error(at: "name", "expected placeholders, not *") }
        // What names and files are filled from has to come from somewhere.
        let bound = Set(path.placeholders + matrix.map(\.placeholder))
        let imageBound = images.map { Set($0.placeholders) }.reduce(nil as Set<String>?) { $0?.intersection($1) ?? $1 }
        for (key, templates) in [("name", [name]), ("files", files ?? [])] {
            for placeholder in templates.flatMap(\.placeholders)
            where !bound.contains(placeholder) && imageBound?.contains(placeholder) != true {
                throw entry.error(
                    at: key, "{\(placeholder)} is bound neither by path nor by matrix nor by every one of images")
            }
        }
        return ApplicationRule(
            name: name, path: path, matrix: matrix, images: images, updates: try UpdateCase.read(entry, bound: bound),
            files: files, fields: try fields(entry, bound: bound.union(imageBound ?? [])),
            targetRevision: try targetRevision(entry, bound: bound), replicas: try replicas(entry),
            line: node.position.line)
    }

    private static func checkPath(_ path: Template, _ entry: PolicyMapping) throws(PolicyError) {
        guard !path.hasWildcard else { throw entry.error(at: "path", "expected placeholders, not *") }
        guard !path.text.hasPrefix("/"),
            path.components.allSatisfy({ ![[], [.literal(".")], [.literal("..")]].contains($0) })
                || path.text == "."
        else {
            throw entry.error(at: "path", "expected a directory from the root of the repository, as apps/shop")
        }
    }

    private static func matrix(_ entry: PolicyMapping) throws(PolicyError) -> [(placeholder: String, values: [String])]
    {
        guard let node = entry["matrix"] else { return [] }
        guard node.isMapping, node.duplicateKey == nil else {
            throw PolicyError(node, "expected a mapping of placeholders to lists of values")
        }
        var matrix: [(placeholder: String, values: [String])] = []
        for pair in node.pairs {
            guard let placeholder = pair.key.text, pair.value.isSequence, !pair.value.items.isEmpty else {
                throw PolicyError(pair.value, "expected a list of values")
            }
            var values: [String] = []
            for item in pair.value.items {
                guard let text = item.text, !text.isEmpty, !text.contains("/") else {
                    throw PolicyError(item, "expected a value without /")
                }
                values.append(text)
            }
            matrix.append((placeholder, values))
        }
        return matrix.sorted { $0.placeholder < $1.placeholder }
    }

    private static func fields(_ entry: PolicyMapping, bound: Set<String>) throws(PolicyError) -> [ImageField] {
        var fields: [ImageField] = []
        for item in try entry.list("fields") ?? [] { fields.append(try ImageField(item, bound: bound)) }
        return fields
    }

    private static func targetRevision(
        _ entry: PolicyMapping,
        bound: Set<String>
    ) throws(PolicyError) -> FieldReference? {
        guard let node = entry["targetRevision"] else { return nil }
        let mapping = try PolicyMapping(node, "targetRevision", required: ["file", "field"], optional: [])
        return try FieldReference(mapping, bound: bound)
    }

    private static func replicas(_ entry: PolicyMapping) throws(PolicyError) -> ReplicaLimits? {
        guard let node = entry["replicas"] else { return nil }
        let limits = try PolicyMapping(node, "replicas", required: [], optional: ["min", "max"])
        let min = try limits.int("min", in: 0...Int.max) ?? 0
        let max = try limits.int("max", in: 0...Int.max)
        if let max, max < min { throw limits.error(at: "max", "expected max to be \(min) or more, as min is") }
        return ReplicaLimits(min: min, max: max)
    }
}
