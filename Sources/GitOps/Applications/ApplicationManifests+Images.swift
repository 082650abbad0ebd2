public import ImageReference
import ManifestEdit

extension ApplicationManifests {
    /// The application's own files that name an image, without the workloads whose images a Kustomization of the
    /// application replaces anyhow.
    public func files(setting repository: ImageRepository) -> [File] {
        places(setting: repository).map(\.file)
    }

    /// Those files, with the places in them that count.
    func places(setting repository: ImageRepository) -> [(file: File, places: [ImagePlace])] {
        let places = own.map { $0.manifest.images(of: repository) }
        let isReplaced = zip(own, places).contains { file, places in
            file.manifest.kustomization != nil && places.contains { $0.kind == .kustomizeEntry }
        }
        return zip(own, places).compactMap { file, places in
            let places = places.filter { !isReplaced || $0.kind != .container }
            return places.isEmpty ? nil : (file, places)
        }
    }
}
