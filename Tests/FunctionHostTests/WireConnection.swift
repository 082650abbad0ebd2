import NIOCore
import NIOPosix
import TestSupport

/// A TCP connection to a server of this process that says every byte itself. It waits without blocking a thread, which
/// the server would need.
struct WireConnection: ~Copyable {
    private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received: [UInt8] = []

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        iterator = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Lends a connection to `body`.
    @concurrent
    static func with<Value: Sendable>(
        port: Int, _ body: @concurrent @Sendable (inout WireConnection) async throws -> Value
    ) async throws -> Value {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = WireConnection(inbound, outbound)
            return try await body(&connection)
        }
    }

    /// Sends a request and waits for its answer.
    @concurrent
    static func ask(port: Int, _ request: String) async throws -> WireAnswer {
        try await with(port: port) { connection in
            try await connection.send(request)
            return try await connection.answer()
        }
    }

    /// Sends all of `text`.
    @concurrent
    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Receives one answer, whose body is as long as its head says.
    @concurrent
    mutating func answer(isHeadOnly: Bool = false) async throws -> WireAnswer {
        let mark = Array("\r\n\r\n".utf8)
        while !received.contains(mark) { try await receive() }
        guard let end = received.firstRange(of: mark)?.upperBound else { throw TestSupportError("no head") }
        var answer = WireAnswer(head: String(decoding: received[..<end], as: UTF8.self))
        let length = isHeadOnly ? 0 : answer["content-length"].flatMap { Int($0) } ?? 0
        while received.count < end + length { try await receive() }
        answer.body = String(decoding: received[end..<end + length], as: UTF8.self)
        received.removeFirst(end + length)
        return answer
    }

    /// Waits until the server closes, whatever it still sends.
    @concurrent
    mutating func end() async throws {
        while try await iterator.next() != nil {}
    }

    @concurrent
    private mutating func receive() async throws {
        guard let part = try await iterator.next() else { throw TestSupportError("the server closed the connection") }
        received += part.readableBytesView
    }
}

/// An answer as it came over the wire.
struct WireAnswer: Sendable {
    let head: String
    var body = ""

    init(head: String) {
        self.head = head
    }

    /// The status.
    var status: Int { head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }

    /// The value of a header, its name in lower case.
    subscript(name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts[0].lowercased() == name { return parts.last.map { String($0.drop { $0 == " " }) } }
        }
        return nil
    }
}
