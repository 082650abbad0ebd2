import FoundationEssentials
import HTTPClient
import Logging

/// The requests that the client makes, each logged and counted, in the form that the server understands.
///
/// The newest form is tried at once. If the answer is not the expected one, the server is asked what it can do, once, and
/// the conversation goes on in the best form that works.
actor Conversation {
    private let transport: any Transport
    private let packReader: PackReader
    private let logger: Logger
    /// What was sent and received so far.
    private(set) var traffic = Traffic()
    private var server = ServerAbilities.assumed
    private var isServerKnown = false
    private let executor = DispatchQueueExecutor(label: "gitops.conversation")
    /// How much comes along with the tip.
    private(set) var detail = FetchDetail.commits
    /// Whether nothing speaks against asking for what changed in a directory.
    private var tellsChanges = true

    /// To read a large pack takes a while.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ transport: any Transport, limits: TransferLimits, logger: Logger) {
        self.transport = transport
        packReader = PackReader(maximumSize: limits.maximumBytes)
        self.logger = logger
    }

    // MARK: Requests

    /// The branch that is asked for and its tip; `nil` if the server has none of that name.
    func refs(_ question: LsRefs) async throws(RemoteGitError) -> LsRefs.Answer? {
        if server.version == .v2 {
            do throws(RemoteGitError) {
                return try question.read(try await exchange(.uploadPack, question.body, "refs"))
            } catch {
                guard error.mayBeInability, !isServerKnown else { throw error }
                _ = try await learn(after: error)
            }
        } else {
            // Version 0 sends its refs with its abilities, each time anew.
            try await askServer()
        }
        if server.version == .v0 { return try question.find(in: server) }
        return try question.read(try await exchange(.uploadPack, question.body, "refs"))
    }

    /// The commits that some tips lead to and, as far as the server cannot do with less, their trees and files.
    func commits(from tips: [ObjectID], _ extent: Extent) async throws(RemoteGitError) -> Fetched {
        try await steppingDown { () throws(RemoteGitError) in
            var request = Fetch(wants: tips, filter: detail.filter)
            var known: Known?
            switch extent {
            case .depth(let depth): if server.hasDepth { request.depth = depth }
            case .since(let date): if server.hasDepth { request.since = date }
            case .after(let earlier, let whole):
                if whole {
                    request.filter = nil
                    request.isThin = earlier.bases != nil
                }
                request.haves = earlier.tips
                request.shallow = Self.sorted(earlier.shallow)
                known = earlier
            }
            let answer = try await fetch(request, "commits")
            do throws(RemoteGitError) {
                return try read(answer, tips, known, isThin: request.isThin)
            } catch {
                // The server takes more to be here than is, and all the commits are needed.
                guard request.isThin, error.kind == .brokenAnswer else { throw error }
                request.isThin = false
                return try read(try await fetch(request, "commits"), tips, known)
            }
        }
    }

    /// What directories hold that the known tips do not, without large files; nothing if the server does not say.
    ///
    /// - Parameter trees: the root directories of commits that came since.
    func changes(to trees: Set<ObjectID>, since known: Known) async throws(RemoteGitError) -> [GitObject] {
        guard detail == .commits, tellsChanges, let bases = known.bases else { return [] }
        let request = Fetch(
            wants: Self.sorted(trees), haves: known.tips, shallow: Self.sorted(known.shallow), filter: .largeFiles,
            isThin: true)
        do throws(RemoteGitError) {
            return try packReader.contents(of: try await fetch(request, "changes").pack, bases: bases).objects
        } catch {
            guard error.mayBeInability || error.kind == .tooLarge else { throw error }
            // The next ones are spared the request where it is refused: it is of use alone where it works.
            if error.kind == .declined { tellsChanges = false }
            return []
        }
    }

    /// Trees and files by their ids. If the server gives none by their ids, all that the tips hold.
    ///
    /// - Parameter trees: whether all that are wanted are directories, each for itself.
    func objects(
        _ ids: Set<ObjectID>,
        trees: Bool,
        of tips: [ObjectID]
    ) async throws(RemoteGitError) -> [GitObject] {
        let asked = detail
        return try await steppingDown { () throws(RemoteGitError) in
            guard detail == asked, detail != .everything else {
                return try read(try await fetch(tipRequest(tips), "commits"), tips, nil).objects
            }
            var objects: [GitObject] = []
            var missing = ids
            // Of a tree and another one inside it Git sends the outer one alone: when it comes to the inner one, it has
            // passed that over already, as the filter wants it. Asked for by itself, it is sent.
            while !missing.isEmpty {
                let more = try await self.objects(missing, filter: trees ? .treesAndFiles : nil)
                let left = missing.subtracting(more.map(\.id))
                guard left.count < missing.count else {
                    throw RemoteGitError(.brokenAnswer, "the server did not send the objects that it was asked for")
                }
                objects += more
                missing = left
            }
            return objects
        }
    }

    private func objects(_ ids: Set<ObjectID>, filter: Fetch.Filter?) async throws(RemoteGitError) -> [GitObject] {
        let request = Fetch(wants: Self.sorted(ids), filter: filter)
        let answer = try await fetch(request, filter == nil ? "subtrees" : "trees")
        return try packReader.objects(in: answer.pack)
    }

    /// In an order, so that the same question is the same bytes.
    private static func sorted(_ ids: Set<ObjectID>) -> [ObjectID] {
        ids.sorted { $0.precedes($1) }
    }

    func push(_ push: ReceivePack) async throws(RemoteGitError) -> ReceivePack.Report {
        try push.read(try await exchange(.receivePack, push.body, "push"))
    }

    // MARK: What the server can do

    /// Asks the server anew what it can do.
    func checkServer() async throws(RemoteGitError) -> ServerAbilities {
        try await askServer()
        return server
    }

    /// Sends a push without a change, as Git itself does to see whether it may push: a flush and nothing else.
    func checkPush() async throws(RemoteGitError) {
        _ = try await exchange(.receivePack, PktLine.flushBytes, "push without a change")
    }

    /// Makes a request in the best form that works: while the failure may be that the server cannot do it, in a simpler one.
    private func steppingDown<Value: Sendable>(
        _ request: () async throws(RemoteGitError) -> Value
    ) async throws(RemoteGitError) -> Value {
        let before = detail
        var isRepeated = false
        while true {
            do throws(RemoteGitError) {
                return try await request()
            } catch {
                do throws(RemoteGitError) {
                    guard error.mayBeInability else { throw error }
                    if !isServerKnown, try await learn(after: error) { continue }
                    // By its own account the server can do this. An answer may break once for all kinds of reasons, and
                    // what is given up for it is not tried again.
                    if error.kind == .brokenAnswer, !isRepeated {
                        isRepeated = true
                        continue
                    }
                    try stepDown(from: error)
                } catch {
                    // No form worked, so it was not the form.
                    detail = before
                    throw error
                }
            }
        }
    }

    private func stepDown(from error: RemoteGitError) throws(RemoteGitError) {
        guard let next = detail.next(server) else { throw error }
        detail = next
        logStep(error)
    }

    private func logStep(_ error: RemoteGitError) {
        logger.notice(
            "the git server can do less than expected",
            metadata: [
                "version": "\(server.version)", "fetching": "\(detail)", "because": "\(error.message)",
            ])
    }

    /// Asks the server what it can do, and keeps to that from now on.
    ///
    /// - Returns: whether requests will be others than before.
    /// - Throws: `error` if the server does not say what it can do: then that is not the trouble.
    private func learn(after error: RemoteGitError) async throws(RemoteGitError) -> Bool {
        let before = (server.version, server.hasDepth, detail)
        do throws(RemoteGitError) {
            try await askServer()
        } catch let failure {
            throw failure.kind == .invalidRequest ? failure : error
        }
        detail = max(detail, FetchDetail(server))
        guard before != (server.version, server.hasDepth, detail) else { return false }
        logStep(error)
        return true
    }

    private func askServer() async throws(RemoteGitError) {
        let answer = try await record("abilities", sent: 0) { () throws(RemoteGitError) in
            try await transport.advertisement()
        }
        server = try ServerAbilities(reading: answer)
        server.isStateless = transport.isStateless
        isServerKnown = true
    }

    // MARK: Bytes

    private func tipRequest(_ tips: [ObjectID]) -> Fetch {
        Fetch(wants: tips, depth: server.hasDepth ? 1 : nil, filter: detail.filter)
    }

    private func fetch(_ request: Fetch, _ what: String) async throws(RemoteGitError) -> Fetch.Answer {
        switch server.version {
        case .v2: try Fetch.read(try await exchange(.uploadPack, request.body, what))
        case .v0:
            try request.readVersion0(try await exchange(.uploadPack, request.bodyOfVersion0(server), what))
        }
    }

    private func read(
        _ answer: Fetch.Answer,
        _ tips: [ObjectID],
        _ known: Known?,
        isThin: Bool = false
    ) throws(RemoteGitError) -> Fetched {
        let contents =
            isThin
            ? try packReader.contents(of: answer.pack, bases: known?.bases ?? ObjectSet())
            : PackReader.Contents(objects: try packReader.objects(in: answer.pack), isComplete: true)
        return try Fetched(contents, answer, tips, known)
    }

    private func exchange(
        _ service: GitService,
        _ body: [UInt8],
        _ what: String
    ) async throws(RemoteGitError) -> [UInt8] {
        try await record(what, sent: body.count) { () throws(RemoteGitError) in
            try await transport.exchange(service, body)
        }
    }

    /// Makes a request, counts it and logs it, whatever comes of it.
    private func record(
        _ what: String,
        sent: Int,
        _ request: () async throws(RemoteGitError) -> [UInt8]
    ) async throws(RemoteGitError) -> [UInt8] {
        let start = ContinuousClock.now
        var metadata: Logger.Metadata = ["what": "\(what)", "sent": "\(sent)"]
        defer {
            metadata["milliseconds"] = "\((ContinuousClock.now - start).milliseconds)"
            logger.debug("git request", metadata: metadata)
        }
        traffic.requests += 1
        traffic.bytesSent += sent
        do throws(RemoteGitError) {
            let answer = try await request()
            traffic.bytesReceived += answer.count
            metadata["received"] = "\(answer.count)"
            return answer
        } catch {
            metadata["failed"] = "\(error.message)"
            throw error
        }
    }
}

extension RemoteGitError {
    /// Whether a server answers like this that does not know what it was asked for.
    fileprivate var mayBeInability: Bool { kind == .brokenAnswer || kind == .declined }
}
