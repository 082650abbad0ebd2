import Events
import GitOps
import ImageReference
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
        case .status:
            .unchanged(try StatusReport(application: application, time: event.time, snapshot: snapshot).text())
        case .check: .unchanged(try CheckReport(application: application, time: event.time, snapshot: snapshot).text())
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

    /// The repositories in the application's manifests that its policy names.
    func imagesOfPolicy() throws(Undecided) -> [ImageRepository] {
        let manifests = try ApplicationManifests(of: application, in: snapshot)
        var seen: Set<ImageRepository> = []
        return (manifests.own + manifests.drawnIn).flatMap { $0.manifest.allImages() }.map(\.reference.repository)
            .filter { repository in
                application.rule.images.contains { $0.match(repository, application.bindings) != nil }
                    && seen.insert(repository).inserted
            }
    }

    /// A commit of these edits, if any of them changes something.
    func change(_ subject: String, _ edits: [EditedFields]) -> Decision {
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

extension CommandWork {
    /// A command that waits for approval, as it was typed.
    ///
    /// - Parameter event: what it is done for, or looked at: an approval, or the event that asked for it.
    init(
        _ pending: PendingCommand,
        on application: Application,
        for event: Event<ChatRequest>,
        chat: ChatPolicy,
        snapshot: Snapshot
    ) {
        self.init(
            command: ParsedCommand(verb: pending.verb, application: pending.application, words: pending.words),
            application: application,
            event: Event(
                identity: event.identity, time: event.time,
                payload: ChatRequest(pending.typed, delay: event.payload.delay)),
            chat: chat, snapshot: snapshot)
    }
}
