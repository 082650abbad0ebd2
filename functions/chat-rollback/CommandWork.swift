import Events
import FoundationEssentials
import GitOps
import ImageReference
import ImageUpdater
import ManifestEdit
import RemoteGit

/// One command on one application, by somebody who may.
struct CommandWork {
    let command: ParsedCommand
    let application: Application
    let event: Event<ChatRequest>
    let chat: ChatPolicy
    let snapshot: Snapshot

    /// What comes of it.
    func decision() throws(Undecided) -> Decision {
        switch command.verb {
        case .rollback: try signed(rollback())
        case .deploy: try signed(deploy())
        case .hold: try signed(hold())
        case .resume: try signed(resume())
        case .scale: try signed(scale())
        case .status: .unchanged(try StatusReport(application, at: event.time, in: snapshot).text())
        case .check: .unchanged(try CheckReport(application, at: event.time, in: snapshot).text())
        // Neither is about one application.
        case .approve, .help: .unchanged(HelpText.text(chat, event.payload.asker))
        }
    }

    /// With the trailers that say who asked, and where.
    private func signed(_ decision: Decision) -> Decision {
        guard case .change(var proposal) = decision else { return decision }
        proposal.trailers += signature
        proposal.link = chat.commitLink?.text
        return .change(proposal)
    }

    /// The trailers that say who asked, and where.
    var signature: [Commit.Trailer] {
        let command = event.payload.command
        let place = [command.system.rawValue, command.team, command.channel].compactMap(\.self).joined(separator: "/")
        return [
            Commit.Trailer(key: TrailerKey.actor, value: command.user),
            Commit.Trailer(key: TrailerKey.chat, value: place),
            Commit.Trailer(key: TrailerKey.command, value: "\(command.command) \(command.text)"),
        ]
    }

    func refused(_ rule: String) -> Decision { .refused([Refusal(application: application.name, rule: rule)]) }

    // MARK: Rollback

    private func rollback() throws(Undecided) -> Decision {
        var words = command.words[...]
        var target = Rollback.Target.lastHealthy
        if words.first == "to" {
            guard let word = words.dropFirst().first else {
                return refused("rollback to needs a tag, a commit or previous")
            }
            words = words.dropFirst(2)
            let isCommit = word.utf8.count >= 7 && word.utf8.count <= 40 && word.allSatisfy(\.isHexDigit)
            target = word == "previous" ? .previous : isCommit ? .commit(word) : .tag(word)
        }
        var rollback = Rollback(
            of: application, to: target, by: event.payload.command.user, event: event.identity, time: event.time)
        rollback.soak = TimeInterval(chat.soak.components.seconds)
        rollback.historyLength = chat.history
        switch try rollback.result(in: snapshot) {
        case .refused(let sentence): return refused(sentence)
        case .plan(let plan):
            var proposal = plan.proposal
            if !words.isEmpty { proposal.message = "\(plan.sentence); reason: \(words.joined(separator: " "))" }
            return .change(proposal)
        }
    }

    // MARK: Deploy

    private func deploy() throws(Undecided) -> Decision {
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

    /// The repositories in the application's manifests that its policy names.
    private func imagesOfPolicy() throws(Undecided) -> [ImageRepository] {
        let manifests = try ApplicationManifests(of: application, in: snapshot)
        var seen: Set<ImageRepository> = []
        return (manifests.own + manifests.drawnIn).flatMap { $0.manifest.allImages() }.map(\.reference.repository)
            .filter { repository in
                application.rule.images.contains { $0.match(repository, application.bindings) != nil }
                    && seen.insert(repository).inserted
            }
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

    // MARK: Holds

    private func hold() throws(Undecided) -> Decision {
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

    private func resume() throws(Undecided) -> Decision {
        var state = try snapshot.state(of: application)
        let tag = command.words.first
        let ended = state.holds.filter { $0.application == application.name && (tag == nil || $0.tag == tag) }
        guard !ended.isEmpty else { return .unchanged("nothing is held in \(application.name)") }
        state.holds.removeAll(where: ended.contains)
        let changes = ended.map { holdChange($0.field, from: $0.tag, to: nil) }
        return self.state(state, "Release holds of \(application.name)", changes)
    }

    private func holdChange(_ field: String, from: String?, to: String?) -> Change {
        Change(
            application: application.name, path: ApplicationState.path(of: application).description, field: field,
            from: from, to: to)
    }

    private func state(_ state: ApplicationState, _ subject: String, _ changes: [Change]) -> Decision {
        let file = Revision.FileChange(path: ApplicationState.path(of: application), content: state.content)
        return .change(Decision.Proposal(subject: subject, changes: changes, files: [file]))
    }

    // MARK: Scale

    private func scale() throws(Undecided) -> Decision {
        guard let count = command.words.first.flatMap({ Int($0) }), count >= 0 else {
            return refused("scale needs a number of replicas")
        }
        if let limits = application.rule.replicas, count < limits.min || count > limits.max ?? .max {
            let most = limits.max.map { " to \($0)" } ?? " or more"
            return refused("replicas allows \(limits.min)\(most), not \(count) (policy line \(application.rule.line))")
        }
        let manifests = try ApplicationManifests(of: application, in: snapshot)
        do throws(ManifestError) {
            let workloads = manifests.workloads
            let workload = try workloads.workload(named: command.words.dropFirst().first)
            let edits = try workloads.scaling(workload, to: count)
            guard !edits.isEmpty else { return .unchanged("\(workload.label) has \(count) replicas already") }
            return change("Scale \(workload.label) of \(application.name) to \(count)", edits)
        } catch {
            return refused("\(error)")
        }
    }

    private func change(_ subject: String, _ edits: [EditedFields]) -> Decision {
        let edits = edits.filter { !$0.changes.isEmpty }
        guard !edits.isEmpty else { return .unchanged("everything is so already in \(application.name)") }
        var files: [Revision.FileChange] = []
        var changes: [Change] = []
        for edit in edits {
            guard let path = RepositoryPath(edit.manifest.path) else { continue }
            files.append(Revision.FileChange(path: path, content: edit.bytes))
            changes += edit.changes.map { change in
                Change(
                    application: application.name, path: path.description, field: change.field, from: change.from,
                    to: change.to)
            }
        }
        return .change(Decision.Proposal(subject: subject, changes: changes, files: files))
    }
}
