/// A push (gitprotocol-pack, "Reference Update Request and Packfile Transfer").
struct ReceivePack {
    /// The refs to be set, all or none.
    let updates: [RefUpdate]
    let pack: [UInt8]

    /// The body of the request.
    var body: [UInt8] {
        var writer = PktLineWriter()
        let capabilities = "report-status side-band-64k" + (updates.count > 1 ? " atomic" : "")
        for (index, update) in updates.enumerated() {
            let line = "\(update.old ?? .zero) \(update.new ?? .zero) \(update.ref)"
            writer.line(line + (index == 0 ? "\0\(capabilities) agent=\(UserAgent.text)" : ""))
        }
        writer.flush()
        // Where refs are only deleted, there is no pack.
        return writer.bytes + (updates.allSatisfy { $0.new == nil } ? [] : pack)
    }

    /// The server's report. Its text does not tell a moved branch from a hook that declined: the branch itself does.
    enum Report: Equatable {
        /// The refs were updated.
        case accepted
        /// Not all were updated, with the server's words.
        ///
        /// - Parameter refs: those that the server itself does not let be set, whatever they are to be set to.
        case rejected(String, refs: [String] = [])
    }

    /// Reads the report (gitprotocol-pack, "Report Status").
    ///
    /// - Throws: ``RemoteGitError``: `brokenAnswer` if there is none, `declined` if the server stopped with a reason.
    func read(_ body: [UInt8]) throws(RemoteGitError) -> Report {
        var reader = PktLineReader(body[...])
        var band = SideBand()
        while let line = try reader.next(), case .data(let bytes) = line {
            try line.throwIfError()
            try band.receive(bytes)
        }
        var status = PktLineReader(band.data[...])
        var reasons: [String] = []
        var accepted: Set<String> = []
        var closed: [String] = []
        while let line = try status.next(), let text = line.text {
            for update in updates {
                if text == "ok \(update.ref)" { accepted.insert(update.ref) }
                guard text.hasPrefix("ng \(update.ref) ") else { continue }
                let reason = String(text.dropFirst(4 + update.ref.utf8.count))
                reasons.append(reason)
                if Self.isOfRef(reason) { closed.append(update.ref) }
            }
            if text.hasPrefix("unpack "), text != "unpack ok" { reasons.append(text) }
        }
        if reasons.isEmpty, updates.allSatisfy({ accepted.contains($0.ref) }) { return .accepted }
        // A push of several refs gives the same reason for each of them.
        let distinct = reasons.enumerated().filter { !reasons[..<$0.offset].contains($0.element) }.map(\.element)
        let words = ServerWords.clean((distinct + [band.words]).joined(separator: "\n"))
        guard !words.isEmpty else {
            throw RemoteGitError(.brokenAnswer, "the server did not say whether it took the push")
        }
        return .rejected(words, refs: closed)
    }

    /// Whether a reason is one of those that Git gives for a name that it does not let be set (git's own
    /// `builtin/receive-pack.c`). It only saves asking the same again: what came of a push is not read from words.
    private static func isOfRef(_ reason: String) -> Bool {
        ["deny updating a hidden ref", "funny refname", "deletion prohibited"].contains(reason)
    }
}
