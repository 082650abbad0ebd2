import GitOps
import RemoteGit

extension ActionPlan {
    /// The application's directory as Argo CD last saw it healthy, with holds for the images that are left.
    func rollback() throws(Refused) -> ActionResult {
        let application = subject.application
        guard !files.contents.keys.contains(where: { $0.isInside(application.path) }) else {
            return .refused("other changes of this delivery come first; it is rolled back with the next repeat")
        }
        let rollback = Rollback(of: application, by: "rule \(subject.rule.name)", event: event, time: time)
        do {
            switch try rollback.result(in: snapshot) {
            case .plan(let plan): return .rollback(plan)
            case .refused(let sentence): return .refused(sentence)
            }
        } catch {
            throw .undecided(error)
        }
    }
}
