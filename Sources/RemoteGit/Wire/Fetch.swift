import FoundationEssentials

/// A request for objects (gitprotocol-v2, "fetch").
struct Fetch {
    /// What the server leaves out of what follows from the wanted objects; they themselves are always sent.
    enum Filter: String {
        /// Every tree and file below.
        case treesAndFiles = "tree:0"
    }

    /// The objects wanted, of any kind.
    var wants: [ObjectID]
    /// How many commits from the wanted ones on; `nil` for objects that are not commits.
    var depth: Int?
    /// The time of the oldest commit wanted.
    var since: Date?
    /// What to leave out.
    var filter: Filter?

    /// The body of the request.
    var body: [UInt8] {
        var writer = PktLineWriter()
        writer.line("command=fetch")
        writer.line("agent=\(UserAgent.text)")
        writer.delimiter()
        writer.line("ofs-delta")
        writer.line("no-progress")
        for id in wants { writer.line("want \(id)\n") }
        if let depth { writer.line("deepen \(depth)") }
        if let since { writer.line("deepen-since \(Int64(since.timeIntervalSince1970))") }
        if let filter { writer.line("filter \(filter.rawValue)") }
        writer.line("done\n")
        writer.flush()
        return writer.bytes
    }

    /// What came back.
    struct Answer {
        /// The commits whose parents were not sent.
        var shallow: Set<ObjectID> = []
        /// The pack's bytes.
        var pack: [UInt8] = []
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
                answer.shallow = try readShallow(&reader)
            case "packfile":
                answer.pack = try readPack(&reader)
                return answer
            default:
                throw RemoteGitError(.brokenAnswer, "the server's answer to a fetch has an unknown section")
            }
        }
        throw RemoteGitError(.brokenAnswer, "the server's answer to a fetch holds no pack")
    }

    private static func readShallow(_ reader: inout PktLineReader) throws(RemoteGitError) -> Set<ObjectID> {
        var ids: Set<ObjectID> = []
        while let line = try reader.next(), line != .delimiter {
            guard let words = line.text?.split(separator: " "), words.count == 2, let id = ObjectID(hex: words[1])
            else { throw RemoteGitError(.brokenAnswer, "the server's list of shallow commits cannot be read") }
            if words[0] == "shallow" { ids.insert(id) }
        }
        return ids
    }

    private static func readPack(_ reader: inout PktLineReader) throws(RemoteGitError) -> [UInt8] {
        var band = SideBand()
        while let line = try reader.next() {
            guard case .data(let bytes) = line else { return band.data }
            try band.receive(bytes)
        }
        throw RemoteGitError(.brokenAnswer, "the server's answer ends before the pack does")
    }
}
