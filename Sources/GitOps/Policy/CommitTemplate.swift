import ImageReference
import RemoteGit

/// How commits are worded: the section `commit` of the policy.
public struct CommitTemplate: PolicySection {
    /// What can stand in braces in a subject.
    static let placeholders = ["subject", "handler", "applications", "event", "actor", "image", "tag"]

    /// The first line of a message; `nil` for the handler's own.
    let subject: Template?

    /// Reads `commit`.
    public static func read(_ policy: PolicyMapping) throws(PolicyError) -> CommitTemplate {
        guard let node = policy["commit"] else { return CommitTemplate(subject: nil) }
        let commit = try PolicyMapping(node, "commit", required: [], optional: ["subject"])
        guard commit["subject"] != nil else { return CommitTemplate(subject: nil) }
        let subject = try commit.template("subject")
        guard !subject.hasWildcard, subject.placeholders.allSatisfy(placeholders.contains) else {
            let known = placeholders.map { "{\($0)}" }.joined(separator: ", ")
            throw commit.error(at: "subject", "expected a text with \(known), and without *")
        }
        return CommitTemplate(subject: subject)
    }

    /// The first line of the message for a proposal. What a proposal does not have is left out.
    func subject(of proposal: Decision.Proposal, by handler: String, for event: String) -> String {
        func values(_ key: String) -> [String] { proposal.trailers.filter { $0.key == key }.map(\.value) }
        let images = values(TrailerKey.image).compactMap { try? ImageReference($0) }
        var seen: Set<String> = []
        let applications = proposal.changes.map(\.application).filter { seen.insert($0).inserted }
        let words = [
            "subject": proposal.subject, "handler": handler, "event": event,
            "applications": applications.count > 3
                ? "\(applications.count) applications" : applications.joined(separator: ", "),
            "actor": values(TrailerKey.actor).joined(separator: ", "),
            "image": images.map { String($0.repository.lastComponent) }.joined(separator: ", "),
            "tag": images.compactMap { $0.tag?.text }.joined(separator: ", "),
        ]
        return subject?.filled(with: words) ?? proposal.subject
    }
}
