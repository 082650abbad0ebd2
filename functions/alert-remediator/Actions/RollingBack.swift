import GitOps
import RemoteGit

extension ActionPlan {
    /// Why a rollback waits: it would overwrite what the same event has changed.
    static let othersComeFirst = "other changes of this delivery come first; it is rolled back with the next repeat"

    /// The application's directory, or images of it, as Argo CD last saw it healthy, with holds for the images that are
    /// left.
    func rollback(_ scope: Action.RollbackScope) throws(Refused) -> ActionResult {
        let images = try images(scope)
        do {
            guard let images else { return try rollbackDirectory() }
            return try rollback(of: images)
        } catch {
            throw .undecided(error)
        }
    }

    private var rollback: Rollback {
        Rollback(of: subject.application, by: "rule \(subject.rule.name)", event: event, time: time)
    }

    private func rollbackDirectory() throws(Undecided) -> ActionResult {
        guard !files.contents.keys.contains(where: { $0.isInside(subject.application.path) }) else {
            return .refused(Self.othersComeFirst)
        }
        switch try rollback.result(in: snapshot) {
        case .plan(let plan): return .rollback(plan)
        case .refused(let sentence): return .refused(sentence)
        }
    }

    private func rollback(of images: ImageChoice) throws(Undecided) -> ActionResult {
        switch try rollback.result(of: images, in: snapshot, edited: files.contents) {
        case .plan(let plan): return .imageRollback(plan)
        case .refused(let sentence): return .refused(sentence)
        }
    }

    /// The images that a step is about; `nil` if it is about the whole directory.
    private func images(_ scope: Action.RollbackScope) throws(Refused) -> ImageChoice? {
        let application = subject.application
        switch scope {
        case .directory: return nil
        case .policyImages:
            guard !application.rule.images.isEmpty else {
                let line = application.rule.line
                throw .reason("the policy names no images of \(application.name) (policy line \(line))")
            }
            return ImageChoice(application.rule.images, application.bindings)
        case .image(let pattern):
            let bindings = application.bindings.merging(subject.labels ?? [:]) { $1 }
            guard pattern.placeholders.allSatisfy({ bindings[$0] != nil }) else {
                throw .reason("the alert has no label for the image \(pattern.text)")
            }
            return ImageChoice([pattern], bindings)
        }
    }
}
