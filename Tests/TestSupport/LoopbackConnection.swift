import Glibc
import SystemPackage

/// A plain TCP connection to a server on 127.0.0.1, for tests that say every byte themselves.
///
/// Its calls block, for up to a minute where nothing else is said: that suits a few bytes on loopback.
public struct LoopbackConnection: ~Copyable {
    private let socket: FileDescriptor

    /// Connects.
    ///
    /// - Parameter seconds: the limit of each call.
    /// - Throws: `Errno`, `.connectionRefused` if nobody listens.
    public init(port: UInt16, seconds: Int = 60) throws {
        let new = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard new >= 0 else { throw Errno(rawValue: errno) }
        let refusal = Self.connect(new, to: port, seconds)
        if refusal != 0 { close(new) }
        guard refusal == 0 else { throw Errno(rawValue: refusal) }
        socket = FileDescriptor(rawValue: new)
    }

    /// Connects within a time that also becomes the limit of each later call.
    ///
    /// - Returns: 0, or `errno`.
    private static func connect(_ socket: CInt, to port: UInt16, _ seconds: Int) -> CInt {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let address = sockaddr_in(loopbackPort: port)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return result == 0 ? 0 : errno
    }

    deinit {
        close(socket.rawValue)
    }

    /// Whether somebody listens on the port.
    public static func answers(port: UInt16) -> Bool {
        do {
            _ = try LoopbackConnection(port: port)
            return true
        } catch {
            return false
        }
    }

    /// Whether somebody listens on the Unix socket at a path.
    static func answers(socket path: String) -> Bool {
        let new = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard new >= 0 else { return false }
        defer { close(new) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(new, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    /// Sends all of `text`.
    public func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Sends all bytes.
    public func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(socket.rawValue, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Errno(rawValue: errno) }
            rest = rest.dropFirst(sent)
        }
    }

    /// Receives until what came contains `mark`, or the other side closed.
    public func receive(until mark: String) throws -> String {
        try receive { $0.contains(mark) }
    }

    /// Receives until the other side closes.
    public func receiveAll() throws -> String {
        try receive { _ in false }
    }

    /// Receives until the other side closes, whatever the bytes are.
    public func receiveAllBytes() throws -> [UInt8] {
        var received: [UInt8] = []
        while true {
            let part = try receivePart()
            if part.isEmpty { return received }
            received += part
        }
    }

    private func receive(until isEnough: (String) -> Bool) throws -> String {
        var received: [UInt8] = []
        while true {
            let text = String(decoding: received, as: UTF8.self)
            if isEnough(text) { return text }
            let part = try receivePart()
            if part.isEmpty { return text }
            received += part
        }
    }

    /// What has come; empty at the end.
    private func receivePart() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            count = try socket.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
