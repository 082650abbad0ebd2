import ImageReference
import ManifestEdit
import RemoteGit

/// The edit that takes images back to their versions in an earlier state.
struct ImageChange {
    /// Why it cannot be made.
    struct Refusal: Error {
        let sentence: String
    }

    let rollback: Rollback
    /// The versions that the images have.
    let today: ImageVersions
    let manifests: ApplicationManifests
    /// The versions that they had.
    let then: ImageVersions
    let source: RollbackSearch.Source
    let holds: [ApplicationState.Hold]

    func plan() throws(Refusal) -> ImageRollbackPlan {
        var versions: [ImageRollbackPlan.Version] = []
        var edits = ImageEdits()
        for repository in today.repositories {
            let restored = try version(of: repository)
            let left = today.sorted(repository)
            guard left != [restored] else { continue }
            try checkFields(of: repository)
            versions.append(ImageRollbackPlan.Version(repository: repository, left: left, restored: restored))
            for file in manifests.files(setting: repository) {
                do throws(ManifestError) {
                    try edits.set(restored, in: file)
                } catch {
                    throw Refusal(sentence: "\(file.path): \(error)")
                }
            }
        }
        var isKnownHealthy = false
        if case .record = source { isKnownHealthy = true }
        return ImageRollbackPlan(
            source: source.description, isKnownHealthy: isKnownHealthy, versions: versions, edits: edits.changed,
            held: rollback.holds(from: today.deployed, to: then.deployed, beside: holds))
    }

    private var state: String { "the state of \(source.description)" }

    private func version(of repository: ImageRepository) throws(Refusal) -> ImageReference {
        let versions = then.sorted(repository)
        guard let version = versions.first else {
            throw Refusal(
                sentence: "\(state) sets no version of \(repository), so that the image cannot go back alone")
        }
        guard versions.count == 1 else {
            let list = versions.map(\.description).joined(separator: ", ")
            throw Refusal(sentence: "\(state) has several versions of one image, which cannot go back alone: \(list)")
        }
        guard version.tag != nil || version.digest != nil else {
            throw Refusal(sentence: "\(state) has \(repository) with neither tag nor digest")
        }
        return version
    }

    /// What a field that the policy names holds of an image is known to the policy alone.
    private func checkFields(of repository: ImageRepository) throws(Refusal) {
        let application = rollback.application
        let field = application.rule.fields.first { field in
            field.image.map { $0.match(repository, application.bindings) != nil } ?? true
        }
        guard let place = field?.place else { return }
        throw Refusal(
            sentence: "\(repository) is in \(place.field) of \(place.file.text) too, which goes back with the whole "
                + "directory only (policy line \(application.rule.line))")
    }
}

/// The files of an application while images are set in them.
private struct ImageEdits {
    private var manifests: [RepositoryPath: Manifest] = [:]
    /// The files that are different, in the order of their first change.
    private(set) var changed: [ImageRollbackPlan.FileEdit] = []

    mutating func set(_ version: ImageReference, in file: ApplicationManifests.File) throws(ManifestError) {
        let edited = try (manifests[file.path] ?? file.manifest).setting(version: version)
        guard !edited.changes.isEmpty else { return }
        manifests[file.path] = edited.manifest
        let index = changed.firstIndex { $0.path == file.path }
        let before = index.map { changed[$0].changes } ?? []
        let edit = ImageRollbackPlan.FileEdit(
            path: file.path, content: edited.bytes, changes: before + edited.changes)
        if let index { changed[index] = edit } else { changed.append(edit) }
    }
}
