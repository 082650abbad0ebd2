import Events
import GitOps
import ImageReference
import RemoteGit

extension CommandWork {
    /// Keeps a tag from being deployed.
    func hold() throws(Undecided) -> Decision {
        guard let tag = command.words.first.flatMap({ try? ImageTag($0) }) else { return refused("hold needs a tag") }
        let images = try imagesOfPolicy()
        guard !images.isEmpty else { return refused("no image of the policy is in its manifests") }
        var state = try snapshot.state(of: application)
        let new = images.filter { image in
            !state.holds.contains { $0.application == application.name && $0.image == image.name && $0.tag == tag.text }
        }
        guard !new.isEmpty else { return .unchanged("\(tag) is held already in \(application.name)") }
        let holds = new.map { image in
            ApplicationState.Hold(
                application: application.name, image: image.name, tag: tag.text, by: event.payload.command.user,
                event: event.identity.text, since: event.time)
        }
        state.holds += holds
        let changes = holds.map { holdChange($0.field, from: nil, to: $0.tag) }
        return self.state(state, "Hold \(tag) off \(application.name)", changes)
    }

    /// Ends holds.
    func resume() throws(Undecided) -> Decision {
        var state = try snapshot.state(of: application)
        let tag = command.words.first
        let ended = state.holds.filter { $0.application == application.name && (tag == nil || $0.tag == tag) }
        guard !ended.isEmpty else { return .unchanged("nothing is held in \(application.name)") }
        state.holds.removeAll(where: ended.contains)
        let changes = ended.map { holdChange($0.field, from: $0.tag, to: nil) }
        return self.state(state, "Release holds of \(application.name)", changes)
    }

    func holdChange(_ field: String, from: String?, to: String?) -> Change {
        Change(
            application: application.name, path: ApplicationState.path(of: application).description, field: field,
            from: from, to: to)
    }

    private func state(_ state: ApplicationState, _ subject: String, _ changes: [Change]) -> Decision {
        let file = Revision.FileChange(path: ApplicationState.path(of: application), content: state.content)
        return .change(Decision.Proposal(subject: subject, changes: changes, files: [file]))
    }
}
