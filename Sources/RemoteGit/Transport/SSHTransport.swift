/// A repository behind SSH, by the `ssh` program.
///
/// With version 2 of the protocol one connection serves all reads. A stock server does not pass the wish for it on, and
/// then each connection serves one read: its greeting holds the refs, and one fetch may follow.
actor SSHTransport: Transport {
    private let address: SSHAddress
    private let identity: SSHIdentity
    private let limits: TransferLimits
    private var session: SSHSession?

    nonisolated var isStateless: Bool { false }

    init(_ address: SSHAddress, identity: SSHIdentity, limits: TransferLimits) {
        self.address = address
        self.identity = identity
        self.limits = limits
    }

    func advertisement() async throws(RemoteGitError) -> [UInt8] {
        // Refs that were shown to somebody before may be old by now.
        if let session, await session.isFresh { return try await session.takeGreeting() }
        return try await connect().takeGreeting()
    }

    func exchange(_ service: GitService, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        switch service {
        case .receivePack: return try await push(body)
        case .uploadPack:
            let isOld = session != nil
            let open = if let session { session } else { try await connect() }
            // The greeting has said more than the question would bring. It is kept for whoever asks for it next.
            guard await open.isVersion2 || !Self.isCommand(body) else {
                throw RemoteGitError(.brokenAnswer, "\(address) speaks version 0 of Git's protocol")
            }
            do throws(RemoteGitError) {
                return try await ask(open, body)
            } catch {
                session = nil
                // A connection that was open for a while may have been closed by the other side.
                guard isOld, await open.isVersion2, error.kind == .brokenAnswer || error.kind == .unreachable
                else { throw error }
                return try await ask(try await connect(), body)
            }
        }
    }

    private func ask(_ session: SSHSession, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        if await session.isVersion2 { return try await session.ask(body) }
        self.session = nil
        return try await session.askLast(body)
    }

    /// Whether a request is one of version 2, which begins with the name of its command (gitprotocol-v2).
    private static func isCommand(_ body: [UInt8]) -> Bool {
        body.dropFirst(4).starts(with: Array("command=".utf8))
    }

    private func connect() async throws(RemoteGitError) -> SSHSession {
        // One that cannot be opened must not stand in the way of the next.
        session = nil
        let new = SSHSession(process(.uploadPack))
        try await new.open()
        session = new
        return new
    }

    private func push(_ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        try await process(.receivePack).run { stream throws(RemoteGitError) in
            // The old id is known already; what the server shows of its refs is passed over.
            _ = try await stream.readToFlush()
            await stream.send(body)
            await stream.finish()
            return try await stream.readAll()
        }
    }

    private func process(_ service: GitService) -> GitProcess {
        let seconds = max(1, limits.stall.milliseconds / 1000)
        // Three times in that time, the server is asked whether it is there. A connection that leads nowhere ends by that
        // while nobody waits for it, and one that is merely idle is not forgotten on the way.
        let settings = [
            "ConnectTimeout=\(seconds)", "ServerAliveInterval=\(max(1, seconds / 3))", "ServerAliveCountMax=3",
            "SendEnv=GIT_PROTOCOL",
        ]
        let options = identity.options + settings.flatMap { ["-o", $0] } + address.options
        return GitProcess(
            program: "ssh", arguments: options + ["--", address.destination, address.command(service)],
            limits: limits, name: address.description, classify: { [address] in address.classify($0) })
    }
}
