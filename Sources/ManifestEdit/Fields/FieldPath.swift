/// The way to one value of a manifest, as people write it in policies and as outcomes show it.
///
/// `spec.replicas`, `replicas[shop].count`, `spec.sources[1].targetRevision`,
/// `spec.template.metadata.annotations."kubectl.kubernetes.io/restartedAt"`,
/// `Deployment/shop:spec.template.spec.containers[name=app].image`. The README of this target has the grammar.
public struct FieldPath: Sendable, Hashable {
    /// Which object of a file the steps begin at.
    public enum Document: Sendable, Hashable {
        /// The document, or the item of a `List`, of a kind and, where that is given, of a name and namespace.
        case object(kind: String, namespace: String?, name: String?)
        /// The document with this index, from 0; empty documents count.
        case index(Int)
    }

    /// One step down.
    public enum Step: Sendable, Hashable {
        /// To the value of a key.
        case key(String)
        /// To the item of a list with this index, from 0.
        case index(Int)
        /// To the item of a list that has this text under this key.
        case item(key: String, value: String)
    }

    /// The object to begin at; nil where the file has only one, or only one that has such a field.
    public var document: Document?
    /// The steps from the object's root; never empty in a path that was parsed.
    public var steps: [Step]

    /// A path made of its parts.
    public init(document: Document? = nil, steps: [Step]) {
        self.document = document
        self.steps = steps
    }

    /// A path of keys.
    public init(document: Document? = nil, _ keys: String...) {
        self.init(document: document, steps: keys.map { .key($0) })
    }

    /// The path of a value below this one.
    public func appending(_ steps: Step...) -> FieldPath {
        FieldPath(document: document, steps: self.steps + steps)
    }
}

extension FieldPath: CustomStringConvertible {
    /// The path as ``init(parsing:)`` reads it.
    public var description: String {
        var text = document.map { "\($0):" } ?? ""
        for (index, step) in steps.enumerated() {
            if case .key = step, index > 0 { text += "." }
            text += "\(step)"
        }
        return text
    }
}

extension FieldPath.Document: CustomStringConvertible {
    /// As `Deployment/shop` or `[1]`.
    public var description: String {
        switch self {
        case .index(let index): "[\(index)]"
        case .object(let kind, let namespace, let name):
            ([kind] + (name == nil ? [] : [namespace, name]).compactMap { $0 })
                .map { FieldPathSyntax.written($0, unless: FieldPathSyntax.endsName) }
                .joined(separator: "/")
        }
    }
}

extension FieldPath.Step: CustomStringConvertible {
    /// As `replicas`, `[1]`, `[shop]` or `[key=value]`.
    public var description: String {
        switch self {
        case .key(let key): return FieldPathSyntax.written(key, unless: FieldPathSyntax.endsKey)
        case .index(let index): return "[\(index)]"
        case .item("name", let value) where FieldPathSyntax.isBareItem(value): return "[\(value)]"
        case .item(let key, let value):
            let key = FieldPathSyntax.written(key, unless: FieldPathSyntax.endsItem)
            return "[\(key)=\(FieldPathSyntax.written(value, unless: FieldPathSyntax.endsItem))]"
        }
    }
}
