public import ManifestEdit
public import RemoteGit

/// A field of a file that a policy names.
public struct FieldReference: Sendable {
    /// The file, from the application's directory, or with a slash at the beginning from the root of the repository.
    public let file: Template
    /// The field in it.
    public let field: FieldPath

    /// Where the file of an application is; `nil` if that is no path in the repository.
    public func path(for application: Application) -> RepositoryPath? {
        guard let file = file.filled(with: application.bindings) else { return nil }
        if file.hasPrefix("/") { return RepositoryPath(file.dropFirst()) }
        return application.path.resolving(file).flatMap { $0.isInside(application.path) ? $0 : nil }
    }
}

extension FieldReference {
    /// Reads the keys `file` and `field`.
    ///
    /// - Parameter bound: the placeholders that have a value.
    init(_ mapping: PolicyMapping, bound: Set<String>) throws(PolicyError) {
        file = try mapping.template("file")
        guard !file.hasWildcard, file.placeholders.allSatisfy(bound.contains) else {
            throw mapping.error(at: "file", "expected a file, with placeholders of path or matrix and without *")
        }
        guard let text = try mapping.text("field") else { throw mapping.error(at: "field", "expected a field") }
        do throws(FieldPathError) {
            field = try FieldPath(parsing: text)
        } catch {
            throw mapping.error(at: "field", "\(error)")
        }
    }
}

/// A field that holds an image, or a part of one, in a place that cannot be told from the manifests.
public struct ImageField: Sendable {
    /// What the field holds.
    public enum Part: String, Sendable, CaseIterable {
        /// The tag.
        case tag
        /// The digest.
        case digest
        /// The whole reference.
        case reference
    }

    /// The field.
    public let place: FieldReference
    /// The images that it holds; `nil` for all of the application's.
    public let image: Template?
    /// What it holds of them.
    public let part: Part
}

extension ImageField {
    /// Reads an item of `fields`.
    init(_ node: YAMLNode, bound: Set<String>) throws(PolicyError) {
        let mapping = try PolicyMapping(
            node, "a field", required: ["file", "field"], optional: ["image", "value"])
        place = try FieldReference(mapping, bound: bound)
        image = mapping["image"] == nil ? nil : try mapping.template("image")
        guard let value = try mapping.text("value") else {
            part = .tag
            return
        }
        guard let known = Part(rawValue: value) else {
            throw mapping.error(at: "value", "expected tag, digest or reference")
        }
        part = known
    }
}
