import Glibc

/// One connection of a ``TinyHTTPServer``: reads a request, replies, and so on until one side has enough.
struct TinyHTTPConnection: Sendable {
    let socket: CInt
    let number: Int

    func serve(_ handler: TinyHTTPServer.Handler) {
        var input = Input(socket: socket)
        while let request = input.nextRequest(connection: number, continueWith: { send(Array($0.utf8)) }) {
            switch handler(request) {
            case .respond(let response):
                guard send(response.bytes) else { return }
                if response.headers.contains(where: { $0.name.lowercased() == "connection" && $0.value == "close" }) {
                    return
                }
            case .hang:
                input.waitForEnd()
                return
            case .cut(let response, let count):
                send(Array(response.bytes.prefix(count)))
                return
            case .raw(let bytes):
                send(bytes)
                return
            }
        }
    }

    @discardableResult
    private func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// The bytes that came and were not used yet.
    private struct Input {
        let socket: CInt
        private var buffer: [UInt8] = []

        init(socket: CInt) {
            self.socket = socket
        }

        /// Reads a request; `nil` at the end of the connection or where the client speaks no HTTP.
        mutating func nextRequest(connection: Int, continueWith: (String) -> Void) -> TinyHTTPServer.Request? {
            guard let head = take(through: "\r\n\r\n") else { return nil }
            let lines = head.split(separator: "\r\n")
            let words = lines.first?.split(separator: " ") ?? []
            guard words.count == 3 else { return nil }
            let headers = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                return (name: String(parts[0]), value: String(parts.last?.drop { $0 == " " } ?? ""))
            }
            func value(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

            if value("expect") == "100-continue" { continueWith("HTTP/1.1 100 Continue\r\n\r\n") }
            let isChunked = value("transfer-encoding") == "chunked"
            guard let body = isChunked ? takeChunks() : take(value("content-length").flatMap { Int($0) } ?? 0) else {
                return nil
            }
            return TinyHTTPServer.Request(
                head: head, method: String(words[0]), path: String(words[1]), headers: headers, body: body,
                connection: connection)
        }

        /// Reads and forgets until the client closes.
        mutating func waitForEnd() {
            while fill() { buffer = [] }
        }

        /// RFC 9112, section 7.1; no trailers.
        private mutating func takeChunks() -> [UInt8]? {
            var body: [UInt8] = []
            while let line = take(through: "\r\n"), let size = Int(line.dropLast(1).prefix { $0 != ";" }, radix: 16) {
                guard let chunk = take(size), take(through: "\r\n") != nil else { return nil }
                if size == 0 { return body }
                body += chunk
            }
            return nil
        }

        private mutating func take(through mark: String) -> String? {
            let mark = Array(mark.utf8)
            var searched = 0
            while true {
                for start in stride(from: searched, through: buffer.count - mark.count, by: 1)
                where buffer[start..<start + mark.count].elementsEqual(mark) {
                    return take(start + mark.count).map { String(decoding: $0, as: UTF8.self) }
                }
                searched = max(0, buffer.count - mark.count + 1)
                guard fill() else { return nil }
            }
        }

        private mutating func take(_ count: Int) -> [UInt8]? {
            while buffer.count < count {
                guard fill() else { return nil }
            }
            defer { buffer.removeFirst(count) }
            return Array(buffer.prefix(count))
        }

        private mutating func fill() -> Bool {
            let part = [UInt8](unsafeUninitializedCapacity: 65536) { bytes, count in
                count = max(0, read(socket, bytes.baseAddress, bytes.count))
            }
            buffer += part
            return !part.isEmpty
        }
    }
}
