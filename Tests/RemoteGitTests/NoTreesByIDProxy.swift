import TestSupport

/// A proxy that makes of a Git server one that has filters and yet sends no tree that is asked for by its own id. Git
/// itself sends what it has, whatever its configuration.
struct NoTreesByIDProxy {
    private let server: TinyHTTPServer

    init(to port: UInt16) throws {
        server = try TinyHTTPServer { request in
            let isOfCommits = ["deepen", "have "].contains(where: request.text.contains)
            guard isOfCommits || !request.text.contains("filter tree:0") else {
                return Wire.uploadPack(Wire.line("ERR upload-pack: not our ref"))
            }
            return request.reply(from: port)
        }
    }

    func url(for repository: String) -> String { "\(server.url)/\(repository)" }

    func stop() {
        server.stop()
    }
}
