import FoundationEssentials
import GitOps
import RemoteGit

/// The trailer by which a commit says that an episode opens, goes on, resolves or closes: `<word> <application>`.
struct EpisodeTrailer: Hashable {
    /// What becomes of an episode.
    enum Word: String {
        /// The alert fires, and something is changed for it.
        case firing
        /// The alert fires, and nothing but the record changes.
        case noted
        /// The alert is over, and what was changed for it is still there.
        case resolved
        /// Nothing is held open any more.
        case closed
    }

    let word: Word
    let application: String

    /// The trailer as a commit gets it.
    var trailer: Commit.Trailer {
        Commit.Trailer(key: TrailerKey.episode, value: "\(word.rawValue) \(application)")
    }

    /// Those of a commit.
    static func all(of commit: Commit) -> [EpisodeTrailer] {
        commit.trailers(TrailerKey.episode).compactMap { value in
            let words = value.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let word = Word(rawValue: String(words[0])) else { return nil }
            return EpisodeTrailer(word: word, application: String(words[1]))
        }
    }

    /// The applications that commits since a point in time name, each once, the latest first.
    ///
    /// - Throws: ``Undecided`` if those commits are not known.
    static func applications(in snapshot: Snapshot, since date: Date) throws(Undecided) -> [String] {
        var seen: Set<String> = []
        return try snapshot.commits(since: date).flatMap(all).map(\.application).filter { seen.insert($0).inserted }
    }
}
