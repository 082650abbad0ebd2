import Events
import FoundationEssentials
import GitOps
import ImageReference
import ManifestEdit
import RemoteGit

/// The changes that one pushed image makes to a number of applications, found one after the other.
struct ImageUpdate {
    private let image: PushedImage
    private let snapshot: Snapshot
    private let earlier: EarlierDecisions
    /// What the image's name means; `nil` for a bare name of which that is not known (yet).
    private var repository: ImageRepository?
    private var findings: UpdateFindings

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
        self.image = image
        self.snapshot = snapshot
        earlier = EarlierDecisions(
            history: ImageHistory(snapshot.revision.ledger), time: time, isDeliberate: isDeliberate)
        repository = image.isBareName ? nil : image.image
        findings = UpdateFindings(of: image, refusals: refused)
    }

    /// What all of it comes to.
    var decision: Decision { findings.decision(on: repository) }

    /// Finds the changes to all applications.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with what is missed for all of them, or ``Undecided/failed(_:)``.
    mutating func plan(_ applications: [Application]) throws(Undecided) {
        if image.isBareName {
            let found = try meanings(in: applications)
            guard found.count <= 1 else {
                let names = found.map(\.name).sorted().joined(separator: " and ")
                findings.refuse(nil, "\(image.image) may mean \(names): name the whole repository")
                return
            }
            repository = found.first
        }
        var reading = JointReading()
        for application in applications {
            try reading.read(plan(application))
        }
        try reading.finish()
    }

    private mutating func plan(_ application: Application) throws(Undecided) {
        let manifests = try ApplicationManifests(of: application, in: snapshot, edited: findings.contents)
        let state: ApplicationState
        do throws(Undecided) {
            let known = findings.state(of: application)
            if let known { state = known } else { state = try snapshot.state(of: application) }
        } catch {
            guard case .failed(let message) = error else { throw error }
            findings.refuse(application, message)
            return
        }
        guard let repository else {
            findings.refuse(application, Objection(absent: image.image, in: application, manifests).rule)
            return
        }
        let fields = try NamedField.all(of: repository, in: application, snapshot, edited: findings.contents)
        if let later = earlier.outdating(repository, in: application) {
            findings.leave(outdated: later)
            return
        }
        do throws(Objection) {
            let ended = try earlier.holds(of: state, endedBy: image, of: repository, in: application)
            let wanted = WantedImage(
                repository: repository, tag: image.tag, digest: image.digest, pin: application.updates.pin)
            let edit = try ApplicationEdit(of: application, manifests, fields: fields, to: wanted)
            guard !edit.files.isEmpty else { throw Objection(absent: image.image, in: application, manifests) }
            findings.add(edit.files, of: application, manifests, ending: ended, of: state)
        } catch {
            findings.refuse(application, error.rule)
        }
    }

    // MARK: A bare name

    /// The repositories in the manifests of all applications that a bare name may mean.
    private func meanings(in applications: [Application]) throws(Undecided) -> Set<ImageRepository> {
        var found: Set<ImageRepository> = []
        var reading = JointReading()
        for application in applications {
            let manifests = try reading.read(ApplicationManifests(of: application, in: snapshot))
            if let manifests { found.formUnion(meanings(in: application, manifests)) }
        }
        try reading.finish()
        return found
    }

    private func meanings(in application: Application, _ manifests: ApplicationManifests) -> Set<ImageRepository> {
        let images = (manifests.own + manifests.drawnIn).flatMap { $0.manifest.allImages() }
        return Set(images.map(\.reference.repository)).filter { repository in
            repository.lastComponent == image.image.lastComponent
                && application.rule.images.contains { $0.match(repository, application.bindings) != nil }
        }
    }
}
