/// How much comes along with a branch's tip, from the least that a server may allow to the most.
enum FetchDetail: Int, Sendable, Comparable {
    /// Commits only; trees and files are asked for by their ids.
    case commits
    /// Commits and all their trees; files are asked for by their ids.
    case trees
    /// Everything.
    case everything

    /// What is left out of the tip.
    var filter: Fetch.Filter? {
        switch self {
        case .commits: .treesAndFiles
        case .trees: .files
        case .everything: nil
        }
    }

    /// The next that asks less of the server.
    func next(_ server: ServerAbilities) -> FetchDetail? {
        switch self {
        case .commits: server.hasFilters && server.servesAnyObject ? .trees : .everything
        case .trees: .everything
        case .everything: nil
        }
    }

    /// The least that a server can do by its own account.
    init(_ server: ServerAbilities) {
        self = server.hasFilters && server.servesAnyObject ? .commits : .everything
    }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
