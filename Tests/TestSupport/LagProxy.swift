import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// A TCP proxy that makes a link long: every byte arrives half a round trip later, each way, and a connection costs one
/// round trip before its first byte, as a real handshake does. Bandwidth is not limited.
public final class LagProxy: Sendable {
    /// The port of 127.0.0.1 that it listens on.
    public let port: UInt16
    private let listener: CInt
    private let partition = Partition()
    private let accepted = Counter()

    /// Whether the link is cut: connections stay, and no byte arrives until it is whole again.
    fileprivate final class Partition: Sendable {
        private let isOn = Atomic(false)

        var holds: Bool { isOn.load(ordering: .relaxed) }

        fileprivate func set(_ isOn: Bool) { self.isOn.store(isOn, ordering: .relaxed) }
    }

    /// How many connections were made to it so far, whatever became of them.
    public var connections: Int { accepted.count.load(ordering: .relaxed) }

    private final class Counter: Sendable {
        let count = Atomic(0)
    }

    /// Cuts the link without a word to either side, or makes it whole again.
    public func partition(_ isOn: Bool) {
        partition.set(isOn)
    }

    /// Listens in front of a server on 127.0.0.1.
    public init(to target: UInt16, roundTrip: Duration) throws {
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw Errno(rawValue: errno) }
        port = try LoopbackPort.bindToAny(listener)
        guard listen(listener, 128) == 0 else { throw Errno(rawValue: errno) }
        Thread.detach { [listener, partition, accepted] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                accepted.count.add(1, ordering: .relaxed)
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                Self.connect(client, to: target, half: roundTrip / 2, partition)
            }
            close(listener)
        }
    }

    /// Takes no more connections; those that are open end with their clients.
    public func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
    }

    private static func connect(_ client: CInt, to target: UInt16, half: Duration, _ partition: Partition) {
        let server = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        let address = sockaddr_in(loopbackPort: target)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(client)
            close(server)
            return
        }
        var on: CInt = 1
        for end in [client, server] {
            setsockopt(end, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        }
        let open = OpenEnds(client, server)
        pump(from: client, to: server, delay: half, start: .now + half * 2, open, partition)
        pump(from: server, to: client, delay: half, start: .now, open, partition)
    }

    /// Both ends of a link, closed when both directions have ended.
    private final class OpenEnds: Sendable {
        private let ends: (CInt, CInt)
        private let directions = Mutex(2)

        init(_ first: CInt, _ second: CInt) { ends = (first, second) }

        func directionEnded() {
            let left = directions.withLock { count in
                count -= 1
                return count
            }
            guard left == 0 else { return }
            close(ends.0)
            close(ends.1)
        }
    }

    /// What is on its way.
    private struct Piece {
        let due: ContinuousClock.Instant
        let bytes: [UInt8]
    }

    private static func pump(
        from source: CInt,
        to sink: CInt,
        delay: Duration,
        start: ContinuousClock.Instant,
        _ open: OpenEnds,
        _ partition: Partition
    ) {
        let queue = BlockingQueue<Piece>()
        Thread.detach {
            while true {
                let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                    count = max(0, read(source, buffer.baseAddress, buffer.count))
                }
                queue.put(Piece(due: max(.now, start) + delay, bytes: bytes))
                if bytes.isEmpty { break }
            }
        }
        Thread.detach {
            while case let piece = queue.take(), !piece.bytes.isEmpty {
                sleep(until: piece.due)
                while partition.holds { usleep(2_000) }
                guard sendAll(piece.bytes, to: sink) else { break }
            }
            shutdown(sink, CInt(SHUT_WR))
            open.directionEnded()
        }
    }

    private static func sleep(until due: ContinuousClock.Instant) {
        let left = due - .now
        if left > .zero { usleep(UInt32(left / .microseconds(1))) }
    }

    private static func sendAll(_ bytes: [UInt8], to socket: CInt) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// A queue between two threads.
private final class BlockingQueue<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    private let count = DispatchSemaphore(value: 0)

    func put(_ element: Element) {
        elements.withLock { $0.append(element) }
        count.signal()
    }

    /// Waits for the next element.
    func take() -> Element {
        count.wait()
        return elements.withLock { $0.removeFirst() }
    }
}
