import FoundationEssentials

extension Conversation {
    /// Which commits of a branch are read.
    enum Extent {
        /// The last ones, so many.
        case depth(Int)
        /// Those since a time.
        case since(Date)
        /// Those that came on top of what is known; `whole` with all that they changed.
        case after(Known, whole: Bool)
    }

    /// What the client has from an earlier fetch.
    struct Known: Sendable {
        /// The commits that lead to all others.
        var tips: [ObjectID]
        var commits: [Commit]
        /// The commits that it has without their parents.
        var shallow: Set<ObjectID>
        /// The trees and files that new ones may be told as differences to; `nil` if too few are here for that to be of
        /// use.
        var bases: ObjectSet?
    }

    /// Commits with what came along.
    struct Fetched: Sendable {
        /// Those that were known and those that came.
        private let commits: [ObjectID: Commit]
        /// Those that are there without their parents.
        private let shallow: Set<ObjectID>
        /// Trees and files.
        let objects: [GitObject]
        /// How many of the commits came.
        let newCommits: Int

        /// Takes what a server sent.
        ///
        /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if a commit is missing or cannot be read.
        init(
            _ contents: PackReader.Contents,
            _ answer: Fetch.Answer,
            _ tips: [ObjectID],
            _ known: Known?
        ) throws(RemoteGitError) {
            var commits: [ObjectID: Commit] = [:]
            for commit in known?.commits ?? [] { commits[commit.id] = commit }
            let shallow = answer.shallow.union(known?.shallow ?? []).subtracting(answer.unshallow)
            var needed = tips
            var objects: [GitObject] = []
            for object in contents.objects {
                guard object.kind == .commit else {
                    objects.append(object)
                    continue
                }
                let commit = try Commit(object)
                commits[commit.id] = commit
                // A tree or a file that was left out is asked for when it is wanted. A commit never is.
                if !contents.isComplete, !shallow.contains(commit.id) { needed += commit.parents }
            }
            guard needed.allSatisfy({ commits[$0] != nil }) else {
                throw RemoteGitError(.brokenAnswer, "the server did not send the commit that it was asked for")
            }
            newCommits = contents.objects.count - objects.count
            (self.commits, self.shallow, self.objects) = (commits, shallow, objects)
        }

        /// The commits that a tip leads to.
        func history(from tip: ObjectID) -> History {
            let ordered = CommitOrder.newestFirst(commits, from: tip, shallow: shallow)
            return History(commits: ordered, shallow: shallow.intersection(ordered.map(\.id)))
        }
    }

    /// A part of a history, from the top down.
    struct History: Sendable {
        /// The tip first, each commit before its parents.
        let commits: [Commit]
        /// Those of them that are there without their parents.
        let shallow: Set<ObjectID>

        /// Since when all commits are there; `nil` if back to the first one. What was left out are the parents of the
        /// shallow commits, which are older than those.
        var start: Date? { commits.filter { shallow.contains($0.id) }.map(\.committed).max() }
    }
}
