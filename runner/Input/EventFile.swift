import Events
import FoundationEssentials
import GitOps
import NATS
import SystemPackage

/// An event in a file: its body, or in a `.http` file headers and body.
struct EventFile {
    /// The most bytes that are read of a file that has no other limit.
    static let longest = 64 << 20

    private let path: String
    private let bytes: [UInt8]

    /// Reads a file, or standard input for `-`.
    ///
    /// - Parameter byteLimit: At most this and one byte more is read, which tells whoever checks that there is more.
    /// - Throws: ``CommandFailure`` that says why the file cannot be read.
    init(_ path: String, byteLimit: Int) throws(CommandFailure) {
        self.path = path
        do {
            if path == "-" {
                bytes = try Self.read(.standardInput, limit: byteLimit + 1)
            } else {
                let file = try FileDescriptor.open(FilePath(path), .readOnly)
                bytes = try file.closeAfter { try Self.read(file, limit: byteLimit + 1) }
            }
        } catch {
            let name = path == "-" ? "standard input" : path
            throw CommandFailure(usage: "cannot read \(name): \(error)")
        }
    }

    /// The event as it would have arrived.
    ///
    /// - Throws: ``InvalidEvent`` if the headers of a `.http` file cannot be read.
    func delivery(receivedAt: Date) throws(InvalidEvent) -> Delivery {
        guard path.hasSuffix(".http") else { return Delivery(body: bytes, receivedAt: receivedAt) }
        return try Delivery(headerBlock: bytes, receivedAt: receivedAt)
    }

    /// The event as a message for the bus.
    ///
    /// - Throws: ``CommandFailure`` if there is nothing that could be sent.
    func message() throws(CommandFailure) -> (headers: NATSHeaders, body: [UInt8]) {
        guard bytes.count <= Self.longest else {
            throw CommandFailure(.invalid, "\(path) is longer than \(Self.longest) bytes")
        }
        do throws(InvalidEvent) {
            let delivery = try delivery(receivedAt: .now)
            let fields = delivery.headers.fields.map { NATSHeaders.Field(name: $0.name, value: $0.value) }
            return (NATSHeaders(fields), delivery.body)
        } catch {
            throw CommandFailure(.invalid, "\(path): \(error)")
        }
    }

    private static func read(_ file: FileDescriptor, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let part = try [UInt8](unsafeUninitializedCapacity: min(limit - bytes.count, 1 << 16)) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }
}
