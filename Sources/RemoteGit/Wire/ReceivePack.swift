/// A push (gitprotocol-pack, "Reference Update Request and Packfile Transfer").
struct ReceivePack {
    /// The full name of the ref.
    let ref: String
    /// What the ref must point at: the server compares and swaps.
    let old: ObjectID
    /// What it shall point at.
    let new: ObjectID
    let pack: [UInt8]

    /// The body of the request.
    var body: [UInt8] {
        var writer = PktLineWriter()
        writer.line("\(old) \(new) \(ref)\0report-status side-band-64k agent=\(UserAgent.text)")
        writer.flush()
        return writer.bytes + pack
    }

    /// The server's report. Its text does not tell a moved branch from a hook that declined: the branch itself does.
    enum Report: Equatable {
        /// The ref was updated.
        case accepted
        /// The ref was not updated, with the server's words.
        case rejected(String)
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
        var accepted = false
        while let line = try status.next(), let text = line.text {
            if text == "ok \(ref)" { accepted = true }
            if text.hasPrefix("ng \(ref) ") { reasons.append(String(text.dropFirst(4 + ref.utf8.count))) }
            if text.hasPrefix("unpack "), text != "unpack ok" { reasons.append(text) }
        }
        if accepted, reasons.isEmpty { return .accepted }
        let words = ServerWords.clean((reasons + [band.words]).joined(separator: "\n"))
        guard !words.isEmpty else {
            throw RemoteGitError(.brokenAnswer, "the server did not say whether it took the push")
        }
        return .rejected(words)
    }
}
