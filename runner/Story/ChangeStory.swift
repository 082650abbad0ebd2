import GitOps
import RemoteGit

/// The changes that answer why something is as it is.
struct ChangeStory {
    /// The newest first.
    let changes: [HandledChange]
    /// Whether one commit was asked for.
    let isOfCommit: Bool

    /// - Parameters:
    ///   - subject: An application's name, or the first digits of a commit's id.
    ///   - commits: The newest first.
    /// - Throws: ``CommandFailure`` if nothing or more than one commit is meant.
    init(of subject: String, in commits: [Commit]) throws(CommandFailure) {
        let history = ApplicationHistory(of: subject, in: commits).entries
        guard history.isEmpty else {
            (changes, isOfCommit) = (history, false)
            return
        }
        let digits = subject.lowercased()
        let isID = (4...40).contains(digits.utf8.count) && digits.allSatisfy(\.isHexDigit)
        let found = isID ? commits.filter { "\($0.id)".hasPrefix(digits) } : []
        guard found.count < 2 else {
            throw CommandFailure(usage: "more than one commit begins with these digits: give more of them")
        }
        guard let commit = found.first else {
            let other = isID ? ", and there is no such commit" : ""
            throw CommandFailure(
                .refused,
                "among the branch's \(commits.count) newest commits, none is a handler's change of this application\(other)"
            )
        }
        (changes, isOfCommit) = ([HandledChange(commit)], true)
    }
}
