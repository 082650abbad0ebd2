import TestSupport

/// A proxy that makes of a Git server one that knows nothing of shallow histories: it does not say that it does, and takes
/// no request for one.
struct NoShallowProxy {
    private let server: TinyHTTPServer

    init(to port: UInt16) throws {
        server = try TinyHTTPServer { request in
            do {
                if ["deepen", "shallow"].contains(where: request.text.contains) {
                    let refusal = Wire.line("ERR upload-pack: unexpected line: 'deepen'")
                    return Wire.uploadPack(refusal)
                }
                var response = try request.forwarded(to: port)
                if request.method == "GET" { response.body.hideShallow() }
                return .respond(response)
            } catch {
                return .status(502, "\(error)")
            }
        }
    }

    func url(for repository: String) -> String { "\(server.url)/\(repository)" }

    func stop() {
        server.stop()
    }
}

extension [UInt8] {
    /// Puts a word of the same length that nobody knows in the place of another, as lines say how long they are.
    fileprivate mutating func hideShallow() {
        for range in ranges(of: Array("shallow".utf8)).reversed() {
            replaceSubrange(range, with: Array("hallows".utf8))
        }
    }
}
