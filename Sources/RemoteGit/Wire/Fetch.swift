import FoundationEssentials

/// A request for objects (gitprotocol-v2, "fetch"; gitprotocol-pack, "Packfile Negotiation" for version 0).
struct Fetch {
    /// What the server leaves out of what follows from the wanted objects; they themselves are always sent.
    enum Filter: String {
        /// Every tree and file below.
        case treesAndFiles = "tree:0"
        /// Every file below.
        case files = "blob:none"
        /// The large files below.
        case largeFiles = "blob:limit=100000"
    }

    /// The objects wanted, of any kind.
    var wants: [ObjectID]
    /// What the client has already, with all that follows from it.
    var haves: [ObjectID] = []
    /// The commits that the client has without their parents.
    var shallow: [ObjectID] = []
    /// How many commits from the wanted ones on; `nil` for objects that are not commits.
    var depth: Int?
    /// The time of the oldest commit wanted.
    var since: Date?
    /// What to leave out.
    var filter: Filter?
    /// Whether objects may be told as differences to those that the client has.
    var isThin = false

    /// What came back.
    struct Answer {
        /// The commits whose parents were not sent.
        var shallow: Set<ObjectID> = []
        /// The commits that were such before and are not any more.
        var unshallow: Set<ObjectID> = []
        /// The pack's bytes.
        var pack: [UInt8] = []

        /// Takes a line of the list of shallow commits.
        mutating func receive(shallowLine line: PktLine) throws(RemoteGitError) {
            guard let words = line.text?.split(separator: " "), words.count == 2, let id = ObjectID(hex: words[1])
            else { throw RemoteGitError(.brokenAnswer, "the server's list of shallow commits cannot be read") }
            if words[0] == "shallow" { shallow.insert(id) } else { unshallow.insert(id) }
        }

        /// Takes the pack, to its end.
        mutating func receivePack(_ reader: inout PktLineReader) throws(RemoteGitError) {
            var band = SideBand()
            while let line = try reader.next() {
                guard case .data(let bytes) = line else {
                    pack = band.data
                    return
                }
                try band.receive(bytes)
            }
            throw RemoteGitError(.brokenAnswer, "the server's answer ends before the pack does")
        }
    }

    /// The depth request and the filter, which both versions write alike.
    private func bounds(_ writer: inout PktLineWriter) {
        for id in shallow { writer.line("shallow \(id)") }
        if let depth { writer.line("deepen \(depth)") }
        // Git takes no other times than those since 1970.
        if let since { writer.line("deepen-since \(max(1, Int64(since.timeIntervalSince1970)))") }
        if let filter { writer.line("filter \(filter.rawValue)") }
    }

    // MARK: Version 2

    /// The body of the request.
    var body: [UInt8] {
        var writer = PktLineWriter()
        writer.line("command=fetch")
        writer.line("agent=\(UserAgent.text)")
        writer.delimiter()
        if isThin { writer.line("thin-pack") }
        writer.line("ofs-delta")
        writer.line("no-progress")
        for id in wants { writer.line("want \(id)\n") }
        for have in haves { writer.line("have \(have)\n") }
        bounds(&writer)
        writer.line("done\n")
        writer.flush()
        return writer.bytes
    }

    /// Reads the answer.
    ///
    /// - Throws: ``RemoteGitError``: `declined` if the server gives a reason, `brokenAnswer` for anything unexpected.
    static func read(_ body: [UInt8]) throws(RemoteGitError) -> Answer {
        var reader = PktLineReader(body[...])
        var answer = Answer()
        while let line = try reader.next() {
            try line.throwIfError()
            switch line.text {
            case "shallow-info":
                while let line = try reader.next(), line != .delimiter { try answer.receive(shallowLine: line) }
            case "packfile":
                try answer.receivePack(&reader)
                return answer
            default:
                throw RemoteGitError(.brokenAnswer, "the server's answer to a fetch has an unknown section")
            }
        }
        throw RemoteGitError(.brokenAnswer, "the server's answer to a fetch holds no pack")
    }

    // MARK: Version 0

    /// The body of the request to a server that speaks the first protocol.
    func bodyOfVersion0(_ server: ServerAbilities) -> [UInt8] {
        var writer = PktLineWriter()
        let wished =
            ["side-band-64k", "ofs-delta", "no-progress"] + (isThin ? ["thin-pack"] : [])
            + (filter == nil ? [] : ["filter"])
        let capabilities = wished.filter(server.capabilities.contains) + ["agent=\(UserAgent.text)"]
        for (index, id) in wants.enumerated() {
            writer.line("want \(id)" + (index == 0 ? " " + capabilities.joined(separator: " ") : "") + "\n")
        }
        bounds(&writer)
        writer.flush()
        for have in haves { writer.line("have \(have)\n") }
        writer.line("done\n")
        return writer.bytes
    }

    /// Reads the answer of such a server.
    ///
    /// - Throws: ``RemoteGitError``, as ``read(_:)``.
    func readVersion0(_ body: [UInt8]) throws(RemoteGitError) -> Answer {
        var reader = PktLineReader(body[...])
        var answer = Answer()
        var band = SideBand()
        var hasPack = false
        while let line = try reader.next() {
            guard case .data(let bytes) = line else {
                // A flush ends the list of shallow commits, and the pack.
                guard hasPack else { continue }
                answer.pack = band.data
                return answer
            }
            // The number of a side band is no letter.
            if let first = bytes.first, first < 0x20 {
                hasPack = true
                try band.receive(bytes)
                continue
            }
            try line.throwIfError()
            let text = line.text ?? ""
            if text.hasPrefix("shallow ") || text.hasPrefix("unshallow ") {
                try answer.receive(shallowLine: line)
            } else if text != "NAK", !text.hasPrefix("ACK ") {
                throw RemoteGitError(.brokenAnswer, "the server's answer to a fetch has an unknown line")
            }
        }
        throw RemoteGitError(.brokenAnswer, "the server's answer to a fetch holds no whole pack")
    }
}
