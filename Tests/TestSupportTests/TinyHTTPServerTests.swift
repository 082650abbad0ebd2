import TestSupport
import Testing

@Suite struct TinyHTTPServerTests {
    @Test func readsBodiesAndKeepsTheConnection() throws {
        let server = try TinyHTTPServer { .ok($0.body, type: "text/plain") }
        defer { server.stop() }
        let connection = try LoopbackConnection(port: server.port)
        try connection.send("POST /one?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
        let reply = "HTTP/1.1 200 Status\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc"
        #expect(try connection.receive(until: "abc") == reply)
        try connection.send("POST /two HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n")
        #expect(try connection.receive(until: "def").hasSuffix("\r\n\r\ndef"))

        #expect(server.requests.map(\.path) == ["/one?x=1", "/two"])
        #expect(server.requests.map(\.connection) == [0, 0])
        #expect(server.requests.first?[header: "host"] == "a")
    }

    @Test func playsFaults() async throws {
        let server = try TinyHTTPServer { request in
            switch request.path {
            case "/cut": .cut(.init(text: "0123456789"), after: 45)
            case "/raw": .raw(Array("no HTTP".utf8))
            default: .hang
            }
        }
        let cut = try LoopbackConnection(port: server.port)
        try cut.send("GET /cut HTTP/1.1\r\n\r\n")
        #expect(try cut.receiveAll() == "HTTP/1.1 200 Status\r\nContent-Length: 10\r\n\r\n01")
        let raw = try LoopbackConnection(port: server.port)
        try raw.send("GET /raw HTTP/1.1\r\n\r\n")
        #expect(try raw.receiveAll() == "no HTTP")
        let hanging = try LoopbackConnection(port: server.port)
        try hanging.send("GET /hang HTTP/1.1\r\n\r\n")
        try await waitUntil("the request is there") { server.requests.count == 3 }
        server.stop()
        #expect(try hanging.receiveAll().isEmpty)
    }
}
