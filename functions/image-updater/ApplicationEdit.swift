import GitOps
import ImageReference
import ManifestEdit
import RemoteGit

/// The edit of one application's files that sets an image in them, as far as the policy lets it.
struct ApplicationEdit {
    private let application: Application
    private let manifests: ApplicationManifests
    private let wanted: WantedImage
    /// An edit for each file that has the image or a field that the policy names for it; empty if there is no such file.
    private(set) var files: [FileEdit] = []

    /// - Throws: what is against it; then the application stays as it is.
    init(
        of application: Application,
        _ manifests: ApplicationManifests,
        fields: [NamedField],
        to wanted: WantedImage
    ) throws(Objection) {
        self.application = application
        self.manifests = manifests
        self.wanted = wanted
        try setOwn()
        if files.isEmpty { try addEntry() }
        for field in fields { try set(field) }
    }

    // MARK: Files that have the image

    private mutating func setOwn() throws(Objection) {
        for file in manifests.files(setting: wanted.repository) {
            try check(file)
            files.append(try edit(file) { manifest throws(ManifestError) in try manifest.setting(wanted) })
        }
    }

    // MARK: An image of a base

    /// Gives the application's Kustomization an entry for an image that only files drawn in from elsewhere have.
    private mutating func addEntry() throws(Objection) {
        guard let kustomization = manifests.kustomization,
            let base = manifests.drawnIn.first(where: { !$0.manifest.images(of: wanted.repository).isEmpty })
        else { return }
        try check(base)
        let spelling = try spelling(base)
        files.append(
            try edit(kustomization) { manifest throws(ManifestError) in
                try manifest.addingImageEntry(wanted, spelled: spelling)
            })
    }

    /// The image's name as a base writes it, by which Kustomize knows it.
    private func spelling(_ base: ApplicationManifests.File) throws(Objection) -> ImageRepository {
        let places = manifests.drawnIn.flatMap { $0.manifest.images(of: wanted.repository) }
        // What an entry of a base leads to is the name that its overlays see.
        if let place = places.first(where: { $0.kind == .kustomizeEntry })
            ?? places.first(where: { $0.kind == .container })
        {
            return place.reference.repository
        }
        let place = base.manifest.images(of: wanted.repository).first
        let line = place.map { " (line \($0.line), \($0.field))" } ?? ""
        throw Objection(
            rule:
                "\(wanted.repository) is in \(base.path)\(line), which is not the application's own, and Kustomize's "
                + "images do not reach it there")
    }

    // MARK: Fields that the policy names

    private mutating func set(_ field: NamedField) throws(Objection) {
        guard let content = field.content else {
            throw Objection(
                rule: "\(field.path), which the policy names, does not exist (policy line \(application.rule.line))")
        }
        let index = files.firstIndex { $0.path == field.path }
        let manifest = if let index { files[index].manifest } else { try parse(content, field.path) }
        let edited = try ImageFieldEdit(field: field.field, wanted: wanted).apply(to: manifest, objection: objection)
        if let index {
            files[index].manifest = edited.manifest
            files[index].changes += edited.changes
        } else {
            files.append(FileEdit(path: field.path, manifest: edited.manifest, changes: edited.changes))
        }
    }

    private func parse(_ content: [UInt8], _ path: RepositoryPath) throws(Objection) -> Manifest {
        do {
            return try Manifest(parsing: content, path: path.description)
        } catch {
            throw Objection(rule: "\(path): \(error)")
        }
    }

    // MARK: What the policy says

    /// Asks the policy whether the tag may replace those that a file has now.
    private func check(_ file: ApplicationManifests.File) throws(Objection) {
        for place in file.manifest.images(of: wanted.repository) {
            if let rule = objection(replacing: place.reference.tag) { throw Objection(rule: rule) }
        }
    }

    private func objection(replacing current: ImageTag?) -> String? {
        application.updates.objection(to: wanted.tag, replacing: current).map { rule in
            "\(rule) (policy line \(application.rule.line))"
        }
    }

    private func edit(
        _ file: ApplicationManifests.File,
        _ edit: (Manifest) throws(ManifestError) -> EditedFile
    ) throws(Objection) -> FileEdit {
        do {
            let edited = try edit(file.manifest)
            return FileEdit(path: file.path, manifest: edited.manifest, changes: edited.changes)
        } catch {
            throw Objection(rule: "\(file.path): \(error)")
        }
    }
}
