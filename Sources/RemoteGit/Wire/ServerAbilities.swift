/// What a server says that it can do, as it answers to the question for its refs (gitprotocol-http, "Discovering
/// References"; gitprotocol-v2, "Capability Advertisement").
struct ServerAbilities: Sendable, Equatable {
    /// The versions of the protocol that are spoken here.
    enum Version: Sendable {
        /// The first one: refs come unasked, objects mostly by the ids of refs only.
        case v0
        /// Commands, and objects by any id.
        case v2
    }

    var version: Version
    /// The words of version 0, or those of `fetch` in version 2.
    var capabilities: Set<String>
    /// All refs with their ids; only version 0 sends them here.
    var refs: [String: ObjectID] = [:]
    /// The branch that HEAD names; only version 0 sends it here.
    var head: String?

    /// Whether each request is a conversation of its own, as over HTTP. Then a version 0 server must not hold against a
    /// request that the refs have moved since it showed them, and Git's own takes any id that it knows for one of those.
    var isStateless = false

    /// What is taken for granted until an answer shows that it is not so: asking first would cost a request.
    static let assumed = ServerAbilities(version: .v2, capabilities: ["shallow", "filter"])

    /// Whether parts of a repository can be asked for.
    var hasFilters: Bool { capabilities.contains("filter") }
    /// Whether the last commits can be asked for without those before.
    var hasDepth: Bool { capabilities.contains("shallow") }
    /// Whether objects can be asked for that no ref names.
    var servesAnyObject: Bool {
        version == .v2 || isStateless || capabilities.contains("allow-any-sha1-in-want")
            || capabilities.contains("allow-reachable-sha1-in-want")
    }

    /// Reads an advertisement.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if it is none, `invalidRequest` for a repository whose ids are
    ///   not SHA-1, `declined` if the server gives a reason.
    init(reading body: [UInt8]) throws(RemoteGitError) {
        var reader = PktLineReader(body[...])
        var lines: [String] = []
        var isEnded = false
        while let line = try reader.next() {
            isEnded = line == .flush
            try line.throwIfError()
            guard let text = line.text, !text.hasPrefix("# service=") else { continue }
            lines.append(text)
        }
        guard let first = lines.first else {
            // Version 0 of an empty repository: with no ref, there is no line for the capabilities either.
            if isEnded {
                self.init(version: .v0, capabilities: [])
                return
            }
            throw RemoteGitError(.brokenAnswer, "the server does not say what it can do")
        }
        if first == "version 2" {
            try self.init(version2: lines.dropFirst())
        } else {
            try self.init(version0: first == "version 1" ? lines.dropFirst() : lines[...])
        }
    }

    private init(version2 lines: ArraySlice<String>) throws(RemoteGitError) {
        try Self.checkFormat(lines)
        let fetch = lines.first { $0.hasPrefix("fetch=") }?.dropFirst(6) ?? ""
        self.init(version: .v2, capabilities: Set(fetch.split(separator: " ").map(String.init)))
    }

    private init(version0 lines: ArraySlice<String>) throws(RemoteGitError) {
        self.init(version: .v0, capabilities: [])
        for line in lines {
            let parts = line.split(separator: "\0", maxSplits: 1)
            if parts.count == 2 {
                let words = parts[1].split(separator: " ").map(String.init)
                try Self.checkFormat(words[...])
                capabilities = Set(words)
                head = words.first { $0.hasPrefix("symref=HEAD:") }.map { String($0.dropFirst(12)) }
            }
            let words = (parts.first ?? "").split(separator: " ")
            guard words.count == 2, let id = ObjectID(hex: words[0]) else {
                // A shallow repository says so here; a list that cannot be read is no list.
                guard words.first == "shallow" else {
                    throw RemoteGitError(.brokenAnswer, "the server's list of refs cannot be read")
                }
                continue
            }
            refs[String(words[1])] = id
        }
    }

    private init(version: Version, capabilities: Set<String>) {
        self.version = version
        self.capabilities = capabilities
    }

    private static func checkFormat(_ words: ArraySlice<String>) throws(RemoteGitError) {
        guard let format = words.first(where: { $0.hasPrefix("object-format=") })?.dropFirst(14), format != "sha1"
        else { return }
        throw RemoteGitError(
            .invalidRequest,
            "the repository names its objects by \(ServerWords.clean(String(format))): only SHA-1 is read")
    }
}
