import ImageReference
import RemoteGit

/// What of an application a rollback takes back, and so what makes an earlier state another one than today's.
enum RollbackScope {
    /// All of its directory.
    case directory
    /// Images alone: those that today's manifests set.
    case images(ImageVersions)

    /// Whether an earlier state has a version that is held off and would come back.
    ///
    /// - Throws: ``Undecided``.
    func isHeld(
        _ state: RollbackState,
        by holds: [ApplicationState.Hold],
        of application: Application
    ) throws(Undecided) -> Bool {
        let versions =
            switch self {
            case .directory: state.versions.all
            case .images(let today): try state.versions(of: today.repositories, application).deployed
            }
        return !Set(holds.map { HeldVersion($0) }).isDisjoint(with: versions.flatMap(\.names))
    }

    /// Whether an earlier state has other versions than today's.
    ///
    /// - Throws: ``Undecided``.
    func hasOtherVersions(
        _ state: RollbackState,
        than today: RollbackState,
        of application: Application
    ) throws(Undecided) -> Bool {
        switch self {
        case .directory: state.versions.all != today.versions.all
        case .images(let images): try state.versions(of: images.repositories, application) != images
        }
    }

    /// Whether to go back to an earlier state changes nothing.
    ///
    /// - Throws: ``Undecided``.
    func isSame(
        _ state: RollbackState,
        as today: RollbackState,
        of application: Application
    ) throws(Undecided) -> Bool {
        switch self {
        case .directory: try state.differences(from: today, of: application).isEmpty
        case .images: try !hasOtherVersions(state, than: today, of: application)
        }
    }
}
