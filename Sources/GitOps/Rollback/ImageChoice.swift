public import ImageReference
import ManifestEdit

/// Some of an application's images, by patterns of their repositories.
public struct ImageChoice: Sendable {
    private let patterns: [Template]
    private let bindings: Template.Bindings

    /// The images that a pattern matches.
    ///
    /// - Parameter bindings: the values of placeholders.
    public init(_ patterns: [Template], _ bindings: Template.Bindings) {
        self.patterns = patterns
        self.bindings = bindings
    }

    /// Whether an image is among them.
    public func contains(_ repository: ImageRepository) -> Bool {
        patterns.contains { $0.match(repository, bindings) != nil }
    }
}

extension ImageChoice: CustomStringConvertible {
    /// The patterns, with what is known of their placeholders.
    public var description: String {
        patterns.map { $0.filled(with: bindings) ?? $0.text }.joined(separator: ", ")
    }
}

/// The versions of images in one state of an application, as far as its own files set them.
struct ImageVersions: Sendable, Hashable {
    /// More than one where its places differ.
    private(set) var versions: [ImageRepository: Set<ImageReference>] = [:]

    /// - Parameter isMeant: whether an image is asked for.
    init(in manifests: ApplicationManifests, where isMeant: (ImageRepository) -> Bool) {
        let named = manifests.own.flatMap { $0.manifest.allImages() }.map(\.reference.repository)
        for repository in Set(named) where isMeant(repository) {
            let places = manifests.places(setting: repository).flatMap(\.places)
            versions[repository] = Set(places.map(\.reference))
        }
    }

    /// All versions.
    var all: Set<ImageReference> { versions.values.reduce(into: []) { $0.formUnion($1) } }

    /// The same as a directory deploys them.
    var deployed: Set<DeployedVersions.Version> { Set(all.map { .image($0) }) }

    /// The images, in the order of their names.
    var repositories: [ImageRepository] { versions.keys.sorted { $0.name < $1.name } }

    /// The versions of an image, in the order of their texts.
    func sorted(_ repository: ImageRepository) -> [ImageReference] {
        (versions[repository] ?? []).sorted { $0.description < $1.description }
    }
}
