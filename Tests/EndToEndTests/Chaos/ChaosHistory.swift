import FoundationEssentials
import GitOps
import TestSupport

/// What happened to an application that people roll back, commit by commit: what is right in the end depends on the order in
/// which things were done, so each has to be right where it was done.
struct ChaosHistory {
    private let repository: GitCommand
    private let file: String
    private let directory: String

    init(of application: Int, in repository: GitCommand) {
        self.repository = repository
        file = MonorepoFiles(application).overlay("prod")
        directory = String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex))
    }

    /// How it was with a commit.
    private struct State {
        let commit: String
        let handler: String
        let tag: String
        let held: [String]

        var version: [Int] { Self.version(tag) }
        var newestHeld: [Int] { held.map(Self.version).max { $0.lexicographicallyPrecedes($1) } ?? [] }

        private static func version(_ tag: String) -> [Int] {
            tag.dropFirst().split(separator: ".").compactMap { Int($0) }
        }
    }

    /// What should not be.
    func problems() async throws -> [String] {
        var problems: [String] = []
        var before: State?
        var tags: Set<String> = []
        for state in try await states() {
            if let before, let problem = problem(before, state, tags) {
                problems.append("\(file) at \(state.commit) by \(state.handler): \(problem)")
            }
            tags.insert(state.tag)
            before = state
        }
        return problems
    }

    private func problem(_ before: State, _ after: State, _ tags: Set<String>) -> String? {
        guard after.tag != before.tag else { return nil }
        switch after.handler {
        case "image-updater":
            if !before.version.lexicographicallyPrecedes(after.version) {
                return "\(after.tag) is not newer than \(before.tag)"
            }
            return before.newestHeld.lexicographicallyPrecedes(after.version)
                ? nil : "\(after.tag) was set though \(before.held) were held off"
        case "chat-rollback":
            if !tags.contains(after.tag) { return "\(after.tag) never was there before" }
            return after.held.contains(before.tag) ? nil : "\(before.tag) was left and is not held off"
        // What was there before the first event is older than all handlers.
        default: return before.handler == after.handler ? nil : "who has set \(after.tag)?"
        }
    }

    private func states() async throws -> [State] {
        let format = "--format=%H %(trailers:key=Gitops-Handler,valueonly,separator=%x20)"
        let log = try await repository("log", "--reverse", format, "main", "--", directory).text
        var states: [State] = []
        for line in log.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let commit = words.first ?? ""
            let text = try await repository("show", "\(commit):\(file)").text
            let stateFile = "\(directory)/.gitops-state"
            let hasState = try await !repository("ls-tree", "--name-only", commit, stateFile).text.isEmpty
            let held =
                hasState
                ? try ApplicationState(reading: try await repository("show", "\(commit):\(stateFile)").bytes).holds : []
            let tag = text.split(separator: "\n").first { $0.contains("newTag: ") }?.split(separator: " ").last
            states.append(
                State(
                    commit: commit, handler: words.dropFirst().first ?? "nobody", tag: tag.map(String.init) ?? "",
                    held: held.map(\.tag)))
        }
        return states
    }
}
