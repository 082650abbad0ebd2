/// A package URL of a container image (Package URL specification, types `oci` and `docker`):
///
///     pkg:oci/shop@sha256%3A…?repository_url=registry.example.com/team/shop&tag=v1.2.3
///     pkg:docker/team/shop@v1.2.3?repository_url=registry.example.com
struct PackageURL {
    private let type: String
    private let path: [String]
    private let version: String?
    private let qualifiers: FormFields

    /// Nil if this is no package URL.
    init?(_ text: String) {
        guard text.hasPrefix("pkg:") else { return nil }
        let beforeFragment = text.dropFirst(4).prefix { $0 != "#" }
        let parts = beforeFragment.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        qualifiers = FormFields(parts.count == 2 ? String(parts[1]) : "")
        var rest = parts[0].drop { $0 == "/" }
        if let at = rest.lastIndex(of: "@") {
            version = PercentEncoding.decode(String(rest[rest.index(after: at)...]))
            rest = rest[..<at]
        } else {
            version = nil
        }
        let components = rest.split(separator: "/").map { PercentEncoding.decode(String($0)) }
        guard components.count >= 2, let type = components[0] else { return nil }
        self.type = type.lowercased()
        path = components.dropFirst().compactMap(\.self)
        guard path.count == components.count - 1 else { return nil }
    }

    /// Whether it names a container image.
    var isImage: Bool { type == "oci" || type == "docker" }

    /// The repository; nil if it is not known in which registry it is.
    ///
    /// The specification says that `repository_url` of `oci` ends in the name; not all who make them know.
    var repository: String? {
        let name = path.joined(separator: "/")
        guard let url = qualifiers["repository_url"], !url.isEmpty else {
            return type == "docker" ? name : nil
        }
        let place = url.split(separator: "/").drop { $0 == "https:" || $0 == "http:" }.joined(separator: "/")
        return type == "oci" && place.hasSuffix("/" + name) ? place : "\(place)/\(name)"
    }

    /// The tag, if it is known.
    var tag: String? {
        if let tag = qualifiers["tag"], !tag.isEmpty { return tag }
        guard let version, !version.isEmpty, digest == nil else { return nil }
        return version
    }

    /// The digest, if it is known.
    var digest: String? {
        version.flatMap { $0.hasPrefix("sha256:") || $0.hasPrefix("sha512:") ? $0 : nil }
    }
}
