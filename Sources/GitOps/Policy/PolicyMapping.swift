public import ManifestEdit
import RemoteGit

/// A mapping in a policy whose keys are known.
public struct PolicyMapping {
    /// The mapping as it is written.
    public let node: YAMLNode
    private let values: [String: YAMLNode]

    /// Reads the keys.
    ///
    /// - Parameter what: what the mapping is, for messages: `an application`.
    /// - Throws: ``PolicyError`` at the first key that is unknown or repeated, or if a required one is missing.
    public init(_ node: YAMLNode, _ what: String, required: [String], optional: [String]) throws(PolicyError) {
        guard node.isMapping else { throw PolicyError(node, "expected \(what) as a mapping") }
        let known = required + optional
        var values: [String: YAMLNode] = [:]
        for pair in node.pairs {
            guard let key = pair.key.text, known.contains(key) else {
                throw PolicyError(pair.key, "unknown key in \(what): expected one of \(known.joined(separator: ", "))")
            }
            guard values.updateValue(pair.value, forKey: key) == nil else {
                throw PolicyError(pair.key, "\(key) is here a second time")
            }
        }
        for key in required where values[key] == nil {
            throw PolicyError(node, "expected \(key) in \(what)")
        }
        self.node = node
        self.values = values
    }

    /// A key's value; `nil` if the key is not there.
    public subscript(key: String) -> YAMLNode? { values[key] }

    /// An error at a key's value, or at the mapping if the key is not there.
    public func error(at key: String, _ message: String) -> PolicyError {
        PolicyError(values[key] ?? node, message)
    }

    /// A key's items; `nil` if the key is not there.
    public func list(_ key: String) throws(PolicyError) -> [YAMLNode]? {
        guard let value = values[key] else { return nil }
        guard value.isSequence else { throw PolicyError(value, "expected \(key) as a list") }
        return value.items
    }

    /// A key's text with placeholders.
    public func template(_ key: String) throws(PolicyError) -> Template {
        try Self.template(values[key] ?? node)
    }

    /// A key's list of texts with placeholders; `nil` if the key is not there.
    public func templates(_ key: String) throws(PolicyError) -> [Template]? {
        guard let items = try list(key) else { return nil }
        var templates: [Template] = []
        for item in items { templates.append(try Self.template(item)) }
        return templates
    }

    /// The files of an application, from its directory.
    func files() throws(PolicyError) -> [Template]? {
        let templates = try templates("files")
        for (item, template) in zip(try list("files") ?? [], templates ?? []) {
            guard !template.hasWildcard, RepositoryPath.root.resolving(template.text) != nil else {
                throw PolicyError(item, "expected a file in the application's directory, with placeholders and not *")
            }
        }
        return templates
    }

    private static func template(_ node: YAMLNode) throws(PolicyError) -> Template {
        guard let text = node.text, !text.isEmpty, let template = Template(text) else {
            throw PolicyError(node, "expected a text whose placeholders are in braces, as {app}")
        }
        return template
    }
}
