import Events
import FoundationEssentials
import GitOps
import ManifestEdit
import RemoteGit

/// What an action would do.
enum ActionResult {
    /// Files change; the sentence says how. No edits: there is nothing but the sentence.
    case edits([ApplicationEdits], String)
    /// All is so already. Where an open episode of another alert has made it so, these claims hold it.
    case already([ApplicationEdits], String)
    /// Nothing can change any more, or all is so already: the next step may do better.
    case nothing(String)
    /// The application's directory goes back to an earlier state.
    case rollback(RollbackPlan)
    /// Images go back to earlier versions, and nothing else does.
    case imageRollback(ImageRollbackPlan)
    /// It cannot be done, or may not.
    case refused(String)
}

/// Turns an action into the edits that it makes to manifests.
struct ActionPlan {
    var subject: EpisodeSubject
    var files: EditedFiles
    let applications: ApplicationDirectory
    let event: EventIdentity
    let time: Date
    let snapshot: Snapshot

    /// What an action would do to the application as it is now.
    ///
    /// - Throws: ``Undecided``.
    func result(of action: Action) throws(Undecided) -> ActionResult {
        do throws(Refused) {
            switch action {
            case .scale(let scale): return try self.scale(scale)
            case .restart(let workload): return try restart(workload)
            case .resources(let resources): return try change(resources)
            case .rollback(let scope): return try rollback(scope)
            case .suspend(let workload): return try suspend(workload, true)
            case .resume(let workload): return try suspend(workload, false)
            case .pause(let workload): return try pause(workload)
            case .failover(let name, let edits): return try make(edits, "failover \(name)")
            case .set(let edit): return try make([edit], nil)
            case .notify(let text): return .edits([], text ?? "a person has to look")
            case .impossible(let name, let reason): return .refused("\(name) cannot be done by a commit: \(reason)")
            }
        } catch {
            switch error {
            case .undecided(let undecided): throw undecided
            case .reason(let reason): return .refused(reason)
            }
        }
    }

    /// Edits of the application that the plan is about.
    func here(_ edits: [FileEdit], _ sentence: String) -> ActionResult {
        .edits([ApplicationEdits(application: subject.application, edits: edits)], sentence)
    }

    // MARK: Workloads

    /// The manifests of the application, as they would be.
    func manifests() throws(Refused) -> WorkloadManifests {
        do {
            let manifests = try ApplicationManifests(of: subject.application, in: snapshot, edited: files.contents)
            return WorkloadManifests(
                own: manifests.own.map(\.manifest), drawnIn: manifests.drawnIn.map(\.manifest))
        } catch {
            throw .undecided(error)
        }
    }

    /// The workload that an action names, or the only one there is.
    func workload(
        _ template: Template?,
        in manifests: WorkloadManifests,
        of kinds: Set<Workload.Kind>
    ) throws(Refused) -> Workload {
        var name: String?
        if let template {
            guard let filled = subject.filled(template) else {
                throw .reason("the alert has no label for the workload \(template.text)")
            }
            name = filled
        }
        return try attempt { () throws(ManifestError) in try manifests.workload(named: name, of: kinds) }
    }

    /// Files that change, each by its path.
    func edits(
        _ edit: () throws(ManifestError) -> [EditedFields]
    ) throws(Refused) -> [FileEdit] {
        try attempt(edit).filter { !$0.changes.isEmpty }.compactMap { edited in
            RepositoryPath(edited.manifest.path).map { FileEdit(path: $0, edited: edited) }
        }
    }

    /// Says where an edit was not made.
    func attempt<Value>(_ body: () throws(ManifestError) -> Value) throws(Refused) -> Value {
        do {
            return try body()
        } catch {
            throw .reason("in \(subject.application.path): \(error)")
        }
    }
}
