import Events
import GitOps
import ImageReference
import ManifestEdit
import RemoteGit

/// What an image's update comes to in each application, collected, and the decision that all of it makes.
struct UpdateFindings {
    /// The files that change, as they are then.
    private(set) var contents: [RepositoryPath: [UInt8]] = [:]
    private let image: PushedImage
    private var changes: [Change] = []
    /// The files in the order of their first change.
    private var paths: [RepositoryPath] = []
    /// The files that could not be read, of applications that have the image elsewhere.
    private var passedOver: [RepositoryPath] = []
    private var refusals: [Refusal]
    /// What is held open beside applications in which holds end.
    private var states: [RepositoryPath: ApplicationState] = [:]
    /// The applications that have the tag already.
    private var current: [String] = []
    /// Why applications stay as they are though the image has another tag there.
    private var outdated: [String] = []

    /// - Parameter refusals: of applications that are refused whatever the event says.
    init(of image: PushedImage, refusals: [Refusal]) {
        self.image = image
        self.refusals = refusals
    }

    /// What is held open beside an application after the update; `nil` where that is as in the commit.
    func state(of application: Application) -> ApplicationState? {
        states[ApplicationState.path(of: application)]
    }

    // MARK: Collecting

    /// Notes that an application stays as it is, or all of them do.
    mutating func refuse(_ application: Application?, _ rule: String) {
        refusals.append(Refusal(application: application?.name, rule: rule))
    }

    /// Notes that the event comes too late for an application.
    mutating func leave(outdated reason: String) {
        outdated.append(reason)
    }

    /// Notes the edits of an application's files, and what follows if they change anything: holds end, and files that
    /// could not be read are worth a note.
    mutating func add(
        _ edits: [FileEdit],
        of application: Application,
        _ manifests: ApplicationManifests,
        ending holds: [ApplicationState.Hold],
        of state: ApplicationState
    ) {
        guard !edits.allSatisfy(\.changes.isEmpty) else {
            current.append(application.name)
            return
        }
        for edit in edits where !edit.changes.isEmpty {
            set(edit.path, to: edit.manifest.bytes)
            changes += edit.changes.map { change in
                Change(
                    application: application.name, path: edit.path.description, field: change.field, from: change.from,
                    to: change.to)
            }
        }
        passedOver += manifests.unreadable.map(\.path)
        end(holds, of: state, application)
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
        set(path, to: state.content)
        changes += holds.map { hold in
            Change(
                application: application.name, path: path.description, field: hold.field, from: hold.tag, to: nil)
        }
    }

    private mutating func set(_ path: RepositoryPath, to content: [UInt8]?) {
        contents[path] = content
        if !paths.contains(path) { paths.append(path) }
    }

    // MARK: The decision

    /// What all of it comes to.
    ///
    /// - Parameter repository: what the image's name means, which ``ImageHistory`` reads later; `nil` if nothing was found.
    func decision(on repository: ImageRepository?) -> Decision {
        if !changes.isEmpty {
            let message = UpdateMessage(image: image, changes: changes, passedOver: passedOver)
            return .change(
                Decision.Proposal(
                    subject: message.subject, changes: changes,
                    files: paths.map { Revision.FileChange(path: $0, content: contents[$0]) }, refused: refusals,
                    trailers: repository.map { [.init(key: TrailerKey.image, value: "\($0.name):\(image.tag)")] } ?? [],
                    message: message.subjectWithNote))
        }
        if !refusals.isEmpty { return .refused(refusals) }
        let settled =
            current.isEmpty ? [] : ["\(image.image) is at \(image.tag) already in \(current.joined(separator: ", "))"]
        return .unchanged((settled + outdated).joined(separator: "; "))
    }
}
