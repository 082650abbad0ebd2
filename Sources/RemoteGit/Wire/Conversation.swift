import FoundationEssentials
import Logging

/// The requests that the client makes, each logged and counted.
actor Conversation {
    private let transport: any Transport
    private let packReader: PackReader
    private let logger: Logger
    /// What was sent and received so far.
    private(set) var traffic = Traffic()

    init(_ transport: any Transport, limits: TransferLimits, logger: Logger) {
        self.transport = transport
        packReader = PackReader(maximumSize: limits.maximumBytes)
        self.logger = logger
    }

    /// How far back commits are read.
    enum Extent {
        case depth(Int)
        case since(Date)
    }

    func refs(_ question: LsRefs) async throws(RemoteGitError) -> LsRefs.Answer? {
        try question.read(try await exchange(.uploadPack, question.body, "refs"))
    }

    /// Commits without their trees, newest first, and since when they are all there; `nil` if back to the first one.
    func commits(
        from tip: ObjectID,
        _ extent: Extent
    ) async throws(RemoteGitError) -> (commits: [Commit], start: Date?) {
        var request = Fetch(wants: [tip], filter: .treesAndFiles)
        switch extent {
        case .depth(let depth): request.depth = depth
        case .since(let date): request.since = date
        }
        let answer = try Fetch.read(try await exchange(.uploadPack, request.body, "commits"))
        var commits: [ObjectID: Commit] = [:]
        for object in try packReader.objects(in: answer.pack) where object.kind == .commit {
            commits[object.id] = try Commit(object)
        }
        guard commits[tip] != nil else {
            throw RemoteGitError(.brokenAnswer, "the server did not send the commit that it was asked for")
        }
        // What was left out are the parents of the shallow commits, which are older than those.
        let start = answer.shallow.compactMap { commits[$0]?.committed }.max()
        return (Self.ordered(commits, from: tip), answer.shallow.isEmpty ? nil : start ?? commits[tip]?.committed)
    }

    /// Trees and files by their ids. Those wanted are there, or it throws.
    func objects(_ ids: Set<ObjectID>, filter: Fetch.Filter?) async throws(RemoteGitError) -> [GitObject] {
        // Sorted, so that the same question is the same bytes.
        let wants = ids.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        let request = Fetch(wants: wants, filter: filter)
        let answer = try Fetch.read(try await exchange(.uploadPack, request.body, filter == nil ? "subtrees" : "trees"))
        let objects = try packReader.objects(in: answer.pack)
        guard ids.isSubset(of: Set(objects.map(\.id))) else {
            throw RemoteGitError(.brokenAnswer, "the server did not send the objects that it was asked for")
        }
        return objects
    }

    func push(_ push: ReceivePack) async throws(RemoteGitError) -> ReceivePack.Report {
        try push.read(try await exchange(.receivePack, push.body, "push"))
    }

    private func exchange(
        _ service: GitService,
        _ body: [UInt8],
        _ what: String
    ) async throws(RemoteGitError) -> [UInt8] {
        let clock = ContinuousClock()
        let start = clock.now
        traffic.requests += 1
        traffic.bytesSent += body.count
        let answer = try await transport.exchange(service, body)
        traffic.bytesReceived += answer.count
        logger.debug(
            "git request",
            metadata: [
                "what": "\(what)", "sent": "\(body.count)", "received": "\(answer.count)",
                "milliseconds": "\((clock.now - start).milliseconds)",
            ])
        return answer
    }

    /// A commit before its parents, the newest first among those that are not related.
    private static func ordered(_ commits: [ObjectID: Commit], from tip: ObjectID) -> [Commit] {
        var children: [ObjectID: Int] = [:]
        for commit in commits.values {
            for parent in commit.parents { children[parent, default: 0] += 1 }
        }
        var ready = [commits[tip]].compactMap(\.self)
        var ordered: [Commit] = []
        while let index = ready.indices.max(by: { ready[$0].committed < ready[$1].committed }) {
            let commit = ready.remove(at: index)
            ordered.append(commit)
            for parent in commit.parents {
                children[parent, default: 0] -= 1
                if children[parent] == 0, let next = commits[parent] { ready.append(next) }
            }
        }
        return ordered
    }
}
