import Glibc
import SystemPackage

/// A free TCP port of 127.0.0.1, kept for one server as long as this object lives.
///
/// The socket here is bound and never listens. A server that sets `SO_REUSEADDR`, as all do, can bind and listen
/// beside it, again and again; nobody who asks for *any* port gets this one. So there is no moment in which another
/// program could take it, also not while the server restarts.
public final class LoopbackPort: Sendable {
    /// The port.
    public let number: UInt16
    private let socket: FileDescriptor

    /// Takes a free port.
    public init() throws {
        let new = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard new >= 0 else { throw Errno(rawValue: errno) }
        socket = FileDescriptor(rawValue: new)
        var on: CInt = 1
        setsockopt(new, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
        number = try Self.bindToAny(new)
    }

    deinit {
        close(socket.rawValue)
    }

    /// Binds a socket to a free port of 127.0.0.1.
    ///
    /// - Returns: The port.
    static func bindToAny(_ socket: CInt) throws -> UInt16 {
        var address = sockaddr_in(loopbackPort: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(socket, generic, length) | getsockname(socket, generic, &length)
            }
        }
        guard result == 0 else { throw Errno(rawValue: errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}

extension sockaddr_in {
    /// A port of 127.0.0.1; 0 stands for any free one.
    init(loopbackPort port: UInt16) {
        self.init()
        sin_family = sa_family_t(AF_INET)
        sin_port = port.bigEndian
        sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    }
}
