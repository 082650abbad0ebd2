import TestSupport

@testable import RemoteGit

/// Git's protocol written by hand, so that no test reads its answers from the code that it tests.
enum Wire {
    static let flush = Array("0000".utf8)
    static let delimiter = Array("0001".utf8)

    static func line(_ bytes: [UInt8]) -> [UInt8] {
        let digits = String(bytes.count + 4, radix: 16)
        return Array((String(repeating: "0", count: 4 - digits.count) + digits).utf8) + bytes
    }

    static func line(_ text: String) -> [UInt8] { line(Array(text.utf8)) }

    /// The answer to `ls-refs`.
    static func refs(_ tip: ObjectID, branch: String = "main") -> [UInt8] {
        line("\(tip) HEAD symref-target:refs/heads/\(branch)\n") + line("\(tip) refs/heads/\(branch)\n") + flush
    }

    /// The answer to `fetch`, its pack in pieces of 1,000 bytes.
    static func fetch(_ pack: [UInt8], shallow: [ObjectID]? = nil) -> [UInt8] {
        var body: [UInt8] = []
        if let shallow {
            body += line("shallow-info\n") + shallow.flatMap { line("shallow \($0)") } + delimiter
        }
        body += line("packfile\n") + line([2] + Array("Counting objects\n".utf8))
        for start in stride(from: 0, to: pack.count, by: 1000) {
            body += line([1] + pack[start..<min(pack.count, start + 1000)])
        }
        return body + flush
    }

    /// The answer to a push: the report on band 1, a hook's words on band 2.
    static func report(_ lines: [String], words: String? = nil) -> [UInt8] {
        let report = lines.flatMap { line($0 + "\n") } + flush
        return (words.map { line([2] + Array($0.utf8)) } ?? []) + line([1] + report) + flush
    }

    /// The same answer with the media type of its service.
    static func uploadPack(_ body: [UInt8]) -> TinyHTTPServer.Reply {
        .ok(body, type: "application/x-git-upload-pack-result")
    }

    static func receivePack(_ body: [UInt8]) -> TinyHTTPServer.Reply {
        .ok(body, type: "application/x-git-receive-pack-result")
    }
}
