import HTTPClient

/// The question which commits a branch and some other refs point at (gitprotocol-v2, "ls-refs").
struct LsRefs {
    /// The full name of a branch, or `nil` for the one that HEAD names.
    let branch: String?
    /// The other refs, which need not be there.
    var others: Set<RefName> = []

    /// The body of the request.
    var body: [UInt8] {
        var writer = PktLineWriter()
        writer.line("command=ls-refs\n")
        writer.line("agent=\(UserAgent.text)")
        writer.delimiter()
        writer.line("symrefs\n")
        writer.line("ref-prefix \(branch ?? "HEAD")\n")
        for name in others.sorted() { writer.line("ref-prefix \(name)\n") }
        writer.flush()
        return writer.bytes
    }

    /// A branch and its tip.
    struct Answer: Equatable {
        let branch: String
        let tip: ObjectID
        /// Those of the other refs that there are.
        var others: [RefName: ObjectID] = [:]
    }

    /// Finds the answer in the refs of a server that sends them unasked; `nil` if the server has no such branch.
    func find(in server: ServerAbilities) throws(RemoteGitError) -> Answer? {
        guard let tip = server.refs[branch ?? "HEAD"] else { return nil }
        guard let name = branch ?? server.head else { throw Self.namelessHead }
        var answer = Answer(branch: name, tip: tip)
        for name in others { answer.others[name] = server.refs[name.text] }
        return answer
    }

    private static let namelessHead = RemoteGitError(
        .notFound, "HEAD of the repository names no branch: say which one to use"
    )

    /// Reads the answer; `nil` if the server has no such branch.
    ///
    /// - Throws: ``RemoteGitError``: `declined` if the server gives a reason, `brokenAnswer` if it is not a list of refs.
    func read(_ body: [UInt8]) throws(RemoteGitError) -> Answer? {
        var reader = PktLineReader(body[...])
        var answer: Answer?
        var found: [RefName: ObjectID] = [:]
        while let line = try reader.next() {
            if line == .flush {
                answer?.others = found
                return answer
            }
            try line.throwIfError()
            guard let words = line.text?.split(separator: " "), words.count >= 2 else { break }
            if let name = RefName(String(words[1])), others.contains(name) { found[name] = ObjectID(hex: words[0]) }
            guard words[1] == branch ?? "HEAD" else { continue }
            guard let tip = ObjectID(hex: words[0]) else { break }
            let target = words.dropFirst(2).first { $0.hasPrefix("symref-target:") }?.dropFirst(14)
            guard let name = branch ?? target.map(String.init) else { throw Self.namelessHead }
            answer = Answer(branch: name, tip: tip)
        }
        throw RemoteGitError(.brokenAnswer, "the server's list of refs cannot be read")
    }
}

/// How the client names itself to servers.
enum UserAgent {
    static let text = HTTPClient.userAgent
}
