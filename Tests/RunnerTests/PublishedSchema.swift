import FoundationEssentials
import ManifestEdit
import TestSupport

/// A published schema of a kind of manifest: an OpenAPI schema out of a definition of a custom resource, or a definition
/// of a JSON schema. It is read as far as such schemas go, and unknown keys are mistakes, as they are to `kubectl`.
struct PublishedSchema {
    private let definitions: YAMLNode?
    private let root: YAMLNode

    /// The directory with schemas: the one that `GITOPS_SCHEMAS` names, or else `shared/schemas` beside the project.
    static let directory: String? = {
        let project = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let named = ProcessInfo.processInfo.environment["GITOPS_SCHEMAS"]
        return [named, "\(project)/../shared/schemas"].compactMap(\.self)
            .first { FileManager.default.fileExists(atPath: "\($0)/argo-events.json") }
    }()

    /// The schema of the only version in a file that defines a custom resource.
    static func customResource(_ file: String) throws -> PublishedSchema {
        let document = try read(file)
        guard let version = document["spec"]?["versions"]?.items.first,
            let schema = version["schema"]?["openAPIV3Schema"]
        else { throw TestSupportError("\(file) defines no custom resource") }
        return PublishedSchema(definitions: nil, root: schema)
    }

    /// A definition in a JSON schema.
    static func definition(_ name: String, in file: String) throws -> PublishedSchema {
        let document = try read(file)
        guard let schema = document["definitions"]?[name] else { throw TestSupportError("\(file) has no \(name)") }
        return PublishedSchema(definitions: document["definitions"], root: schema)
    }

    private static func read(_ file: String) throws -> YAMLNode {
        let bytes = try Data(contentsOf: URL(filePath: "\(directory ?? "")/\(file)"))
        guard let document = try YAMLDocument.parse(Array(bytes)).first else {
            throw TestSupportError("\(file) is empty")
        }
        return document.root
    }

    /// What is wrong with a manifest, each with the path of the value.
    func problems(of manifest: YAMLNode) -> [String] {
        problems(of: manifest, root, at: "", isRoot: true)
    }

    private func problems(of value: YAMLNode, _ schema: YAMLNode, at path: String, isRoot: Bool = false) -> [String] {
        if let reference = schema["$ref"]?.text {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            guard let target = definitions?[name] else { return ["\(path): the schema lacks \(reference)"] }
            return problems(of: value, target, at: path, isRoot: isRoot)
        }
        let types = types(of: schema)
        guard types.isEmpty || types.contains(where: { value.isOf($0) }) else {
            return ["\(path): it is not \(types.joined(separator: " or "))"]
        }
        let items = value.items.enumerated().flatMap { index, item in
            schema["items"].map { problems(of: item, $0, at: "\(path)[\(index)]") } ?? []
        }
        return items + missing(value, schema, path) + fields(value, schema, path, isRoot: isRoot)
    }

    private func types(of schema: YAMLNode) -> [String] {
        if schema["x-kubernetes-int-or-string"] != nil { return ["integer", "string"] }
        guard let type = schema["type"] else { return [] }
        return type.isSequence ? type.items.compactMap(\.text) : [type.text].compactMap(\.self)
    }

    private func missing(_ value: YAMLNode, _ schema: YAMLNode, _ path: String) -> [String] {
        guard value.isMapping else { return [] }
        return (schema["required"]?.items ?? []).compactMap(\.text).filter { value[$0] == nil }
            .map { "\(path): \($0) is missing" }
    }

    private func fields(_ value: YAMLNode, _ schema: YAMLNode, _ path: String, isRoot: Bool) -> [String] {
        value.pairs.flatMap { pair -> [String] in
            let key = pair.key.text ?? ""
            if let known = schema["properties"]?[key] { return problems(of: pair.value, known, at: "\(path).\(key)") }
            if let other = schema["additionalProperties"], other.isMapping {
                return problems(of: pair.value, other, at: "\(path).\(key)")
            }
            let isOpen =
                schema["properties"] == nil || schema["x-kubernetes-preserve-unknown-fields"]?.text == "true"
                || schema["additionalProperties"]?.text == "true"
            // Every resource has these, whether or not its schema says so.
            let isCommon = isRoot && ["apiVersion", "kind", "metadata"].contains(key)
            return isOpen || isCommon ? [] : ["\(path).\(key): there is no such field"]
        }
    }
}

extension YAMLNode {
    /// Whether a reader of YAML takes this for a value of a type that JSON schemas name.
    fileprivate func isOf(_ type: String) -> Bool {
        switch type {
        case "object": isMapping
        case "array": isSequence
        case "string": scalar.map { $0.style != .plain || !(Self.isNumber($0.text) || Self.isFlag($0.text)) } ?? false
        case "integer": scalar.map { $0.style == .plain && Int($0.text) != nil } ?? false
        case "number": scalar.map { $0.style == .plain && Self.isNumber($0.text) } ?? false
        case "boolean": scalar.map { $0.style == .plain && Self.isFlag($0.text) } ?? false
        default: false
        }
    }

    private static func isNumber(_ text: String) -> Bool { Double(text) != nil }
    private static func isFlag(_ text: String) -> Bool { text == "true" || text == "false" }
}
