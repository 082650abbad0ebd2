import Events
import FoundationEssentials
import GitOps

/// A file with what was recorded.
struct RecordedFile {
    let path: String
    private let file: EventFile

    /// - Throws: ``CommandFailure`` if it cannot be read.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        file = try EventFile(path, byteLimit: Self.longest)
    }

    /// Months of deliveries.
    private static let longest = 1 << 30

    /// The event in it.
    func event() throws(CommandFailure) -> RecordedEvent {
        do {
            return try RecordedEvent { date throws(InvalidEvent) in try file.delivery(receivedAt: date) }
        } catch {
            throw CommandFailure(.invalid, "\(path): \(error)")
        }
    }

    /// Its lines that are not empty, each with its number, from 1.
    var lines: [(number: Int, body: [UInt8])] {
        get throws(CommandFailure) {
            let bytes: [UInt8]
            do {
                bytes = try file.delivery(receivedAt: Date(timeIntervalSince1970: 0)).body
            } catch {
                throw CommandFailure(.invalid, "\(path): \(error)")
            }
            return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
                .map { ($0.offset + 1, Array($0.element)) }
                .filter { $0.1.contains { $0 > UInt8(ascii: " ") } }
        }
    }

    /// A file, or the files of a folder whose names end as samples' do, in the order of their names.
    static func files(_ path: String) throws(CommandFailure) -> [RecordedFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            return [try RecordedFile(path)]
        }
        var files: [RecordedFile] = []
        for name in names.sorted() where name.hasSuffix(".json") || name.hasSuffix(".http") {
            files.append(try RecordedFile("\(path)/\(name)"))
        }
        return files
    }
}
