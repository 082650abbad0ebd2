import Events
import GitOps
import ImageReference
import ImageUpdater
import ManifestEdit
import RemoteGit

extension CommandWork {
    /// Another tag, or another branch of Git, for what the policy names.
    func deploy() throws(Undecided) -> Decision {
        guard let first = command.words.first else { return refused("deploy needs a tag, or branch and a name") }
        if first == "branch" {
            guard let name = command.words.dropFirst().first else { return refused("deploy branch needs a name") }
            return try deployBranch(name)
        }
        let parts = first.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let tag = parts.last.flatMap({ try? ImageTag($0) }) else { return refused("that is no image tag") }
        let named = parts.count > 1 ? parts.dropLast().joined(separator: ":") : nil
        let images = try imagesOfPolicy().filter { image in
            named.map { image.name == $0 || image.lastComponent == $0 } ?? true
        }
        guard let image = images.first, images.count == 1 else {
            let list =
                images.isEmpty
                ? "no image of the policy is in its manifests" : images.map(\.name).joined(separator: ", ")
            return refused("it is open which image gets the tag (name:tag says it): \(list)")
        }
        let pushed = PushedImage(image: image, tag: tag, isOurOwn: false)
        return try ImageUpdater.deploy(pushed, to: application, at: event.time, in: snapshot)
    }

    private func deployBranch(_ name: String) throws(Undecided) -> Decision {
        guard let place = application.rule.targetRevision, let path = place.path(for: application) else {
            return refused(
                "the policy names no targetRevision of this application (policy line \(application.rule.line))")
        }
        guard let content = try snapshot.file(path) else {
            return refused("\(path), which the policy names, does not exist")
        }
        let edited: EditedFields
        do throws(ManifestError) {
            let manifest = try Manifest(parsing: content, path: path.description)
            guard try manifest.value(at: place.field) != nil else {
                return refused("\(path) has no field \(place.field)")
            }
            edited = try manifest.setting(place.field, to: .string(name))
        } catch {
            return refused("\(path): \(error)")
        }
        return try releasing(name, with: change("Deploy branch \(name) of \(application.name)", [edited]))
    }

    /// The same change, which ends the holds on a revision that somebody wants.
    private func releasing(_ revision: String, with decision: Decision) throws(Undecided) -> Decision {
        guard case .change(var proposal) = decision else { return decision }
        var state = try snapshot.state(of: application)
        let ended = state.holds.filter {
            $0.application == application.name && $0.image == nil && $0.tag == revision
        }
        guard !ended.isEmpty else { return decision }
        state.holds.removeAll(where: ended.contains)
        proposal.files.append(Revision.FileChange(path: ApplicationState.path(of: application), content: state.content))
        proposal.changes += ended.map { holdChange($0.field, from: $0.tag, to: nil) }
        return .change(proposal)
    }
}
