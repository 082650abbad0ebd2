import Events
import FoundationEssentials
import GitOps
import ImageReference
import ManifestEdit
import RemoteGit

/// The changes that one pushed image makes to a number of applications, found one after the other.
struct ImageUpdate {
    private let image: PushedImage
    private let time: Date
    private let snapshot: Snapshot
    private let history: ImageHistory
    /// Whether somebody sets the tag on purpose, whatever is held off.
    private let isDeliberate: Bool
    /// The repository that a bare name turned out to mean.
    private var repository: ImageRepository?
    private var changes: [Change] = []
    private var contents: [RepositoryPath: [UInt8]] = [:]
    /// The files in the order of their first change.
    private var paths: [RepositoryPath] = []
    /// The files that could not be read, of applications that have the image elsewhere.
    private var passedOver: [RepositoryPath] = []
    private var refusals: [Refusal] = []
    private var states: [RepositoryPath: ApplicationState] = [:]
    private var current: [String] = []
    /// Why applications stay as they are though the image has another tag there.
    private var outdated: [String] = []

    /// - Parameters:
    ///   - time: when the event happened.
    ///   - refused: applications that are refused whatever the event says.
    ///   - isDeliberate: whether somebody sets the tag on purpose, whatever is held off.
    init(
        _ image: PushedImage,
        at time: Date,
        in snapshot: Snapshot,
        refused: [Refusal] = [],
        isDeliberate: Bool = false
    ) {
        self.isDeliberate = isDeliberate
        self.image = image
        self.time = time
        self.snapshot = snapshot
        history = ImageHistory(snapshot.revision.ledger)
        refusals = refused
        repository = image.isOurOwn && image.image.isBareName ? nil : image.image
    }

    /// Finds the changes to all applications.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with what is missed for all of them, or ``Undecided/failed(_:)``.
    mutating func plan(_ applications: [Application]) throws(Undecided) {
        if isBare {
            var found: Set<ImageRepository> = []
            try forEach(applications) { (update, application) throws(Undecided) in
                let manifests = try ApplicationManifests(of: application, in: update.snapshot)
                found.formUnion(update.repositories(application, manifests))
            }
            guard found.count <= 1 else {
                let names = found.map(\.name).sorted().joined(separator: " and ")
                let rule = "\(image.image) may mean \(names): name the whole repository"
                refusals.append(Refusal(application: nil, rule: rule))
                return
            }
            repository = found.first
        }
        try forEach(applications) { (update, application) throws(Undecided) in try update.plan(application) }
    }

    /// Does something for all applications, and throws what all of them miss together.
    private mutating func forEach(
        _ applications: [Application],
        _ body: (inout ImageUpdate, Application) throws(Undecided) -> Void
    ) throws(Undecided) {
        var missing: Set<Want> = []
        for application in applications {
            do {
                try body(&self, application)
            } catch {
                guard case .notLoaded(let wants) = error else { throw error }
                missing.formUnion(wants)
            }
        }
        guard missing.isEmpty else { throw .notLoaded(missing) }
    }

    private var isBare: Bool { image.isOurOwn && image.image.isBareName }

    /// The repositories in an application's manifests that a bare name may mean.
    private func repositories(_ application: Application, _ manifests: ApplicationManifests) -> Set<ImageRepository> {
        let images = (manifests.own + manifests.drawnIn).flatMap { $0.manifest.allImages() }
        return Set(images.map(\.reference.repository)).filter { repository in
            repository.lastComponent == image.image.lastComponent
                && application.rule.images.contains { $0.match(repository, application.bindings) != nil }
        }
    }

    /// What all of it comes to.
    var decision: Decision {
        if !changes.isEmpty {
            let files = paths.map { Revision.FileChange(path: $0, content: contents[$0]) }
            return .change(
                Decision.Proposal(
                    subject: subject, changes: changes, files: files, refused: refusals, trailers: trailers,
                    message: messageWithNote))
        }
        if !refusals.isEmpty { return .refused(refusals) }
        let settled =
            current.isEmpty ? [] : ["\(image.image) is at \(image.tag) already in \(current.joined(separator: ", "))"]
        return .unchanged((settled + outdated).joined(separator: "; "))
    }

    /// What ``ImageHistory`` reads.
    private var trailers: [Commit.Trailer] {
        repository.map { [.init(key: TrailerKey.image, value: "\($0.name):\(image.tag)")] } ?? []
    }

    // MARK: One application

    private mutating func plan(_ application: Application) throws(Undecided) {
        let manifests = try ApplicationManifests(of: application, in: snapshot, edited: contents)
        let state: ApplicationState
        do throws(Undecided) {
            let known = states[ApplicationState.path(of: application)]
            if let known { state = known } else { state = try snapshot.state(of: application) }
        } catch {
            guard case .failed(let message) = error else { throw error }
            refusals.append(Refusal(application: application.name, rule: message))
            return
        }
        let fields = try fields(of: application)
        do throws(Objection) {
            guard let repository else { throw absent(application, manifests) }
            if let later = outdating(repository, application) {
                outdated.append(later)
                return
            }
            let ended = try endedHolds(state, repository, application)
            let wanted = WantedImage(
                repository: repository, tag: image.tag, digest: image.digest, pin: application.updates.pin)
            var edits = try edits(wanted, application, manifests)
            for (field, path, content) in fields { try set(field, path, content, wanted, application, in: &edits) }
            guard !edits.isEmpty else { throw absent(application, manifests) }
            record(edits, application)
            if !edits.allSatisfy(\.changes.isEmpty) {
                passedOver += manifests.unreadable.map(\.path)
                end(ended, of: state, application)
            }
        } catch {
            refusals.append(Refusal(application: application.name, rule: error.rule))
        }
    }

    private struct Objection: Error {
        let rule: String
    }

    /// A file with what is different in it; nothing, if all is so already.
    private struct FileEdit {
        let path: RepositoryPath
        var manifest: Manifest
        var changes: [FieldChange]
    }

    /// An edit for each file that names the image; none if there is no such file.
    private func edits(
        _ wanted: WantedImage,
        _ application: Application,
        _ manifests: ApplicationManifests
    ) throws(Objection) -> [FileEdit] {
        let files = manifests.files(setting: wanted.repository)
        guard files.isEmpty else {
            var edits: [FileEdit] = []
            for file in files {
                try check(file, wanted, application)
                edits.append(
                    try attempt(file.path) { () throws(ManifestError) in try file.manifest.setting(wanted) })
            }
            return edits
        }
        guard let kustomization = manifests.kustomization,
            let base = manifests.drawnIn.first(where: { !$0.manifest.images(of: wanted.repository).isEmpty })
        else { return [] }
        try check(base, wanted, application)
        let spelling = try spelling(of: wanted.repository, in: manifests.drawnIn, base)
        return [
            try attempt(kustomization.path) { () throws(ManifestError) in
                try kustomization.manifest.addingImageEntry(wanted, spelled: spelling)
            }
        ]
    }

    /// The fields that the policy names for the image, with the files that they are in.
    private func fields(
        of application: Application
    ) throws(Undecided) -> [(field: ImageField, path: RepositoryPath, content: [UInt8]?)] {
        guard let repository else { return [] }
        var fields: [(field: ImageField, path: RepositoryPath, content: [UInt8]?)] = []
        for field in application.rule.fields {
            if let image = field.image, image.match(repository, application.bindings) == nil { continue }
            let path = field.place.path(for: application) ?? application.path
            let edited = contents[path]
            if let edited {
                fields.append((field, path, edited))
            } else {
                fields.append((field, path, try snapshot.file(path)))
            }
        }
        return fields
    }

    private func set(
        _ field: ImageField,
        _ path: RepositoryPath,
        _ content: [UInt8]?,
        _ wanted: WantedImage,
        _ application: Application,
        in edits: inout [FileEdit]
    ) throws(Objection) {
        let index = edits.firstIndex { $0.path == path }
        guard let content else {
            throw Objection(
                rule: "\(path), which the policy names, does not exist (policy line \(application.rule.line))")
        }
        let manifest: Manifest
        if let index {
            manifest = edits[index].manifest
        } else {
            do {
                manifest = try Manifest(parsing: content, path: path.description)
            } catch {
                throw Objection(rule: "\(path): \(error)")
            }
        }
        let edited: EditedFields
        do {
            edited = try ImageFieldEdit(field: field, wanted: wanted).apply(to: manifest) { current in
                objection(to: wanted.tag, replacing: current, application)
            }
        } catch {
            throw Objection(rule: error.rule)
        }
        if let index {
            edits[index].manifest = edited.manifest
            edits[index].changes += edited.changes
        } else {
            edits.append(FileEdit(path: path, manifest: edited.manifest, changes: edited.changes))
        }
    }

    /// The image's name as a base writes it, by which Kustomize knows it.
    private func spelling(
        of repository: ImageRepository,
        in drawnIn: [ApplicationManifests.File],
        _ base: ApplicationManifests.File
    ) throws(Objection) -> ImageRepository? {
        let places = drawnIn.flatMap { $0.manifest.images(of: repository) }
        // What an entry of a base leads to is the name that its overlays see.
        if let place = places.first(where: { $0.kind == .kustomizeEntry })
            ?? places.first(where: { $0.kind == .container })
        {
            return place.reference.repository
        }
        let place = base.manifest.images(of: repository).first
        let line = place.map { " (line \($0.line), \($0.field))" } ?? ""
        throw Objection(
            rule:
                "\(image.image) is in \(base.path)\(line), which is not the application's own, and Kustomize's images "
                + "do not reach it there")
    }

    /// Whether the policy lets the tag replace those that a file has now.
    private func check(
        _ file: ApplicationManifests.File,
        _ wanted: WantedImage,
        _ application: Application
    ) throws(Objection) {
        for place in file.manifest.images(of: wanted.repository) {
            if let rule = objection(to: wanted.tag, replacing: place.reference.tag, application) {
                throw Objection(rule: rule)
            }
        }
    }

    private func objection(to tag: ImageTag, replacing current: ImageTag?, _ application: Application) -> String? {
        application.updates.objection(to: tag, replacing: current).map { rule in
            "\(rule) (policy line \(application.rule.line))"
        }
    }

    private func attempt(
        _ path: RepositoryPath,
        _ edit: () throws(ManifestError) -> EditedFile
    ) throws(Objection) -> FileEdit {
        do {
            let edited = try edit()
            return FileEdit(path: path, manifest: edited.manifest, changes: edited.changes)
        } catch {
            throw Objection(rule: "\(path): \(error)")
        }
    }

    /// Why an application cannot be updated in which the image was not found.
    private func absent(_ application: Application, _ manifests: ApplicationManifests) -> Objection {
        if let file = mostLikely(manifests.unreadable) { return Objection(rule: file.description) }
        if let reference = manifests.absent.first {
            return Objection(rule: "\(reference), which a Kustomization draws in, does not exist")
        }
        let remote = manifests.remote.isEmpty ? "" : " (\(manifests.remote.joined(separator: ", ")) is not read)"
        return Objection(rule: "no manifest of \(application.name) in \(application.path) has \(image.image)\(remote)")
    }

    /// Of the files that cannot be read, the one that mentions the image, or else the first.
    private func mostLikely(
        _ files: [ApplicationManifests.UnreadableFile]
    ) -> ApplicationManifests.UnreadableFile? {
        let name = (repository ?? image.image).lastComponent
        return files.first { String(decoding: $0.content, as: UTF8.self).contains(name) } ?? files.first
    }

    private mutating func record(_ edits: [FileEdit], _ application: Application) {
        for edit in edits where !edit.changes.isEmpty {
            if contents.updateValue(edit.manifest.bytes, forKey: edit.path) == nil { paths.append(edit.path) }
            changes += edit.changes.map { change in
                Change(
                    application: application.name, path: edit.path.description, field: change.field, from: change.from,
                    to: change.to)
            }
        }
        if edits.allSatisfy(\.changes.isEmpty) { current.append(application.name) }
    }

    // MARK: What was decided before

    /// Why the event comes too late, where the policy goes by time: one of a later time set the image already.
    private func outdating(_ repository: ImageRepository, _ application: Application) -> String? {
        guard case .newest = application.updates.tags,
            let entry = history.latest(repository, in: application.name), entry.time > time
        else { return nil }
        return "\(application.name) has \(entry.tag) from a later event (commit \(entry.commit))"
    }

    /// The holds that end if the tag is set.
    private func endedHolds(
        _ state: ApplicationState,
        _ repository: ImageRepository,
        _ application: Application
    ) throws(Objection) -> [ApplicationState.Hold] {
        var ended: [ApplicationState.Hold] = []
        for hold in state.holds
        where hold.application == application.name && hold.image.flatMap({ try? ImageRepository($0) }) == repository {
            let tags = application.updates.tags
            switch hold.effect(on: image.tag, digest: image.digest, ordered: tags, at: time) {
            case .refuses where isDeliberate: if hold.isOn(image.tag, image.digest) { ended.append(hold) }
            case .refuses(let rule): throw Objection(rule: rule)
            case .ends: ended.append(hold)
            case .none: continue
            }
        }
        return ended
    }

    private mutating func end(
        _ holds: [ApplicationState.Hold],
        of state: ApplicationState,
        _ application: Application
    ) {
        guard !holds.isEmpty else { return }
        let path = ApplicationState.path(of: application)
        var state = state
        state.holds.removeAll(where: holds.contains)
        states[path] = state
        contents[path] = state.content
        if !paths.contains(path) { paths.append(path) }
        changes += holds.map { hold in
            Change(
                application: application.name, path: path.description, field: hold.field, from: hold.tag, to: nil)
        }
    }

    // MARK: The message

    /// The subject with a note about files that were passed over; `nil` if there are none.
    private var messageWithNote: String? {
        let paths = Set(passedOver).sorted()
        guard let first = paths.first else { return nil }
        let more = paths.count > 1 ? " and \(paths.count - 1) more" : ""
        return "\(subject); passed over, since not readable as YAML: \(first)\(more)"
    }

    /// "Update shop to v1.2.3 in prod": where applications are named after the image, what tells them apart is enough.
    private var subject: String {
        let name = image.image.lastComponent
        var seen: Set<String> = []
        let applications = changes.map(\.application).filter { seen.insert($0).inserted }
        let isPrefix = applications.allSatisfy { $0.hasPrefix(name + "-") }
        let shown = isPrefix ? applications.map { String($0.dropFirst(name.count + 1)) } : applications
        let places = shown.count > 3 ? "\(shown.count) applications" : shown.joined(separator: ", ")
        return "Update \(name) to \(image.tag) in \(places)"
    }
}
