import Logging
import NATS

/// Looks at the bus: the connection, JetStream, the streams and the consumers.
struct BusCheckup {
    let options: NATSConnectionOptions
    let names: BusNames
    let logger: Logger

    /// What was found.
    func findings() async -> [Finding] {
        do {
            let connection = try await NATSConnection.connect(options, logger: logger)
            var findings = [Finding.good("NATS", "connected to \(connection.server)")]
            findings += await jetStream(connection)
            await connection.close()
            return findings
        } catch {
            return [.bad("NATS", error.description, advice: Self.advice(error))]
        }
    }

    private func jetStream(_ connection: NATSConnection) async -> [Finding] {
        do {
            guard try await connection.hasJetStream() else {
                return [
                    .bad(
                        "JetStream", "the server has none for this account",
                        advice: "start nats-server with -js, or allow JetStream in the account")
                ]
            }
            var findings = [Finding.good("JetStream", "is on")]
            for stream in BusStream.all(names) {
                let found = try await connection.stream(stream.name)
                findings.append(finding(stream, found))
                if stream.role == .events, found != nil { findings += try await consumers(connection) }
            }
            if let letters = try await connection.streamState(names.deadLetterStream)?.messages, letters > 0 {
                findings.append(
                    .note("dead letters", "there are \(letters)", advice: "look at them with 'runner deadletters list'")
                )
            }
            return findings
        } catch {
            return [.bad("JetStream", error.description, advice: Self.advice(error))]
        }
    }

    private func finding(_ stream: BusStream, _ found: StreamConfiguration?) -> Finding {
        guard let found else {
            return .note("stream", "\(stream.name) is not there yet", advice: "'runner subscribe' makes it")
        }
        if let objection = stream.objection(to: found) {
            return .bad(
                "stream", "\(stream.name) cannot be used: \(objection)",
                advice:
                    "change it with 'nats stream edit \(stream.name)', or remove it: 'runner subscribe' makes it anew")
        }
        return .good("stream", "\(stream.name) takes \(found.subjects.joined(separator: ", "))")
    }

    private func consumers(_ connection: NATSConnection) async throws(NATSError) -> [Finding] {
        var findings: [Finding] = []
        for row in HandlerTable.rows {
            for (index, kind) in row.kinds.enumerated() {
                let durable = names.durable(of: row.name, kind, isFirst: index == 0)
                guard let found = try await connection.consumer(durable, of: names.eventStream) else {
                    findings.append(
                        .note("consumer", "\(durable) is not there yet", advice: "'runner subscribe' makes it"))
                    continue
                }
                let wanted = ConsumerConfiguration(
                    stream: names.eventStream, durable: durable, filterSubject: names.events(kind))
                if let objection = found.objection(asFor: wanted) {
                    findings.append(
                        .bad(
                            "consumer", "\(durable) cannot be used: \(objection)",
                            advice:
                                "remove it with 'nats consumer rm \(names.eventStream) \(durable)': 'runner subscribe' "
                                + "makes it anew"))
                } else {
                    let state = try await connection.consumerState(of: durable, in: names.eventStream)
                    findings.append(
                        .good(
                            "consumer", "\(durable): \(state.pending) waiting, \(state.unacknowledged) being handled"))
                }
            }
        }
        return findings
    }

    private static func advice(_ error: NATSError) -> String {
        switch error.code {
        case .unreachable, .timeout: "is the server up, and is NATS_URL its address?"
        case .unauthorized: "check the user, token, NKey or creds file, and what the account may do"
        case .tls: "check NATS_CA, NATS_CERT and NATS_KEY, and whether the server wants TLS"
        default: "the server's log may say more"
        }
    }
}
