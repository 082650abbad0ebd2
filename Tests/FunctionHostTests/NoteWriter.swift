import Events
import GitOps
import ImageReference
import RemoteGit

/// A handler of the tests: keeps the tag of each image in a file of its own.
struct NoteWriter: Handler {
    let name = "note-writer"

    func decide(_ event: Event<ImageEvent>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        guard let image = event.payload.images.first else { return .unchanged("there is nothing to note") }
        let tag = image.tag.text
        let file = image.image.lastComponent
        guard let path = RepositoryPath("notes/\(file)") else { throw .failed("there is no such note") }
        guard tag != "forbidden" else { return .refused([Refusal(application: nil, rule: "no forbidden tags")]) }
        let current = try snapshot.file(path).map { String(decoding: $0, as: UTF8.self) }
        guard current != tag + "\n" else { return .unchanged("\(path) says \(tag) already") }
        let change = Change(application: "\(file)", path: "\(path)", field: "tag", from: current, to: tag)
        return .change(
            Decision.Proposal(
                subject: "Note \(file) \(tag)", changes: [change],
                files: [Revision.FileChange(path: path, content: Array("\(tag)\n".utf8))]))
    }
}
