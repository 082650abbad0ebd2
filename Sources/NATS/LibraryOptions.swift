import CNATS
import Glibc

/// The library's own options object, made from ours. It is freed with its owner; a connection keeps a copy.
struct LibraryOptions: ~Copyable {
    let pointer: OpaquePointer

    /// Options as the library has them; see ``apply(_:events:)``.
    init() throws(NATSError) {
        var created: OpaquePointer?
        try checked("make options") { _ in natsOptions_Create(&created) }
        guard let created else { throw NATSError(.other, "make options", "the library made none") }
        pointer = created
    }

    deinit { natsOptions_Destroy(pointer) }

    /// Sets everything that ours say.
    ///
    /// - Throws: ``NATSError`` if an option is not acceptable or a certificate cannot be read.
    func apply(_ options: NATSConnectionOptions, events: ConnectionEvents) throws(NATSError) {
        try setServers(options)
        try setTimes(options)
        try setCredentials(options.credentials, events)
        if let tls = options.effectiveTLS { try setTLS(tls) }
        try setCallbacks(events)
    }

    private func setServers(_ options: NATSConnectionOptions) throws(NATSError) {
        guard !options.servers.isEmpty else {
            throw NATSError(.invalidArgument, "connect", "no server was given")
        }
        for server in options.servers where server.utf8.contains(where: { $0 <= 0x20 }) {
            throw NATSError(.invalidArgument, "connect", "a server's URL holds a space or a control character")
        }
        try checked("use the servers \(options.serverList)") { _ in
            withCStrings(options.servers) { natsOptions_SetServers(pointer, $0, Int32(options.servers.count)) }
        }
        try checked("name the connection") { _ in natsOptions_SetName(pointer, options.name) }
    }

    private func setTimes(_ options: NATSConnectionOptions) throws(NATSError) {
        try checked("set the time-outs") { _ in
            let statuses = [
                natsOptions_SetTimeout(pointer, options.connectTimeout.wholeMilliseconds),
                natsOptions_SetWriteDeadline(pointer, options.writeTimeout.wholeMilliseconds),
                natsOptions_SetPingInterval(pointer, options.pingInterval.wholeMilliseconds),
                natsOptions_SetReconnectWait(pointer, options.reconnectWait.wholeMilliseconds),
                // A runner outlives every outage of its server.
                natsOptions_SetMaxReconnect(pointer, .max),
                // The answer to a request is lost with its connection: waiting out the time-out would be in vain.
                natsOptions_SetFailRequestsOnDisconnect(pointer, true),
            ]
            return statuses.first { $0 != NATS_OK } ?? NATS_OK
        }
    }

    private func setCredentials(_ credentials: NATSCredentials, _ events: ConnectionEvents) throws(NATSError) {
        // What cannot be read is said now, in words of its own.
        let publicKey = try credentials.userFile?.key().publicKey
        if case .credentialsFile = credentials { _ = try credentials.userFile?.token() }
        let number = UnsafeMutableRawPointer(bitPattern: events.number)
        try checked("use the credentials") { _ in
            switch credentials {
            case .none: NATS_OK
            case .password(let user, let password): natsOptions_SetUserInfo(pointer, user, password)
            case .token(let token): natsOptions_SetToken(pointer, token)
            case .credentialsFile:
                natsOptions_SetUserCredentialsCallbacks(
                    pointer, { token, words, number in giveToken(token, words, number) }, number,
                    { words, signature, length, nonce, number in sign(nonce, signature, length, words, number) }, number
                )
            case .nkey:
                natsOptions_SetNKey(
                    pointer, publicKey,
                    { words, signature, length, nonce, number in sign(nonce, signature, length, words, number) }, number
                )
            }
        }
    }

    private func setTLS(_ tls: NATSTLS) throws(NATSError) {
        try checked("use TLS") { _ in natsOptions_SetSecure(pointer, true) }
        if let authorities = tls.authorities {
            try checked("read the authorities in \(authorities)") { _ in
                natsOptions_LoadCATrustedCertificates(pointer, authorities)
            }
        }
        if let certificate = tls.clientCertificate {
            try checked("read the client certificate \(certificate.chain) and its key") { _ in
                natsOptions_LoadCertificatesChain(pointer, certificate.chain, certificate.key)
            }
        }
        if let name = tls.serverName {
            try checked("expect the server name \(name)") { _ in natsOptions_SetExpectedHostname(pointer, name) }
        }
    }

    /// The callbacks get the events' number and not a pointer to them; see ``ConnectionEvents``.
    private func setCallbacks(_ events: ConnectionEvents) throws(NATSError) {
        let number = UnsafeMutableRawPointer(bitPattern: events.number)
        try checked("set the callbacks") { _ in
            natsOptions_SetDisconnectedCB(pointer, { _, number in ConnectionEvents[number]?.lost() }, number)
        }
        try checked("set the callbacks") { _ in
            natsOptions_SetReconnectedCB(
                pointer,
                { connection, number in
                    ConnectionEvents[number]?.back(at: connectedServer(connection))
                }, number)
        }
        try checked("set the callbacks") { _ in
            natsOptions_SetClosedCB(pointer, { _, number in ConnectionEvents[number]?.closed() }, number)
        }
        // Without this one, the library writes to standard error.
        try checked("set the callbacks") { _ in
            natsOptions_SetErrorHandler(
                pointer,
                { _, _, status, number in
                    ConnectionEvents[number]?.failed(NATSError(status: status, operation: "go on without loss"))
                }, number)
        }
    }
}

/// The URL of the server that a connection is connected to, without user info; empty if there is none.
func connectedServer(_ connection: OpaquePointer?) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
        guard natsConnection_GetConnectedUrl(connection, buffer.baseAddress, buffer.count) == NATS_OK,
            let text = buffer.baseAddress
        else { return "" }
        return redactingUserInfo(String(cString: text))
    }
}

/// Gives the library the JWT of the user of a connection. It frees what it is given.
private func giveToken(
    _ token: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ number: UnsafeMutableRawPointer?
) -> natsStatus {
    do throws(NATSError) {
        guard let file = ConnectionEvents[number]?.userFile else { return NATS_ERR }
        token?.pointee = strdup(try file.token())
        return NATS_OK
    } catch {
        words?.pointee = strdup(error.description)
        return NATS_ERR
    }
}

/// Gives the library the signature of what a server gave to sign. It frees what it is given.
private func sign(
    _ nonce: UnsafePointer<CChar>?,
    _ signature: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<Int32>?,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ number: UnsafeMutableRawPointer?
) -> natsStatus {
    do throws(NATSError) {
        guard let nonce, let events = ConnectionEvents[number], let file = events.userFile else { return NATS_ERR }
        let made = try file.signature(of: String(cString: nonce))
        // The library would send nothing in place of it; the next connection has something else to sign.
        guard made.first != 0 else {
            events.couldNotSign()
            return NATS_ERR
        }
        guard let copy = malloc(made.count) else { return NATS_NO_MEMORY }
        copy.copyMemory(from: made, byteCount: made.count)
        signature?.pointee = copy.assumingMemoryBound(to: UInt8.self)
        length?.pointee = Int32(made.count)
        return NATS_OK
    } catch {
        words?.pointee = strdup(error.description)
        return NATS_ERR
    }
}
