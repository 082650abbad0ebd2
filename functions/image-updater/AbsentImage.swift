import GitOps
import ImageReference

extension Objection {
    /// Why an application cannot be updated in which the image was not found.
    ///
    /// - Parameter image: the image as the event names it.
    init(absent image: ImageRepository, in application: Application, _ manifests: ApplicationManifests) {
        if let file = manifests.unreadable(likelyWith: image) {
            rule = file.description
        } else if let reference = manifests.absent.first {
            rule = "\(reference), which a Kustomization draws in, does not exist"
        } else {
            let remote = manifests.remote.isEmpty ? "" : " (\(manifests.remote.joined(separator: ", ")) is not read)"
            rule = "no manifest of \(application.name) in \(application.path) has \(image)\(remote)"
        }
    }
}

extension ApplicationManifests {
    /// Of the files that cannot be read, the one that mentions the image, or else the first.
    fileprivate func unreadable(likelyWith image: ImageRepository) -> UnreadableFile? {
        unreadable.first { String(decoding: $0.content, as: UTF8.self).contains(image.lastComponent) }
            ?? unreadable.first
    }
}
