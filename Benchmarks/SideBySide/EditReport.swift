import Events
import FoundationEssentials
import GitOps
import Glibc
import ImageReference
import ImageUpdater
import ManifestEdit
import RemoteGit
import TestSupport

/// The processor time that edits take in large files, and decisions in large applications. Nothing is waited for, so
/// that this is the time that they take where nothing else runs.
struct EditReport {
    private static let runs = 15
    private static let image = "registry.example.com/team/service-7"

    func print() throws {
        Swift.print("## Edits\n")
        try printSizes()
        try printForms()
        try printDecisions()
    }

    /// The same kind of file in several sizes: the time has to grow as the size does.
    private func printSizes() throws {
        var table = Table(["one image in a file of Deployments", "lines", "read", "edit, verified", "both", "per MB"])
        for size in [250_000, 500_000, 1_000_000, 2_000_000, 4_000_000] {
            try add(ManifestSample.documents(size), to: &table, name: bytes(size))
        }
        table.print()
    }

    private func printForms() throws {
        var table = Table(["1 MB", "lines", "read", "edit, verified", "both", "per MB"])
        for sample in ManifestSample.forms(1_000_000) { try add(sample, to: &table, name: sample.name) }
        table.print()
    }

    private func add(_ sample: ManifestSample, to table: inout Table, name: String) throws {
        let wanted = WantedImage(repository: try ImageRepository(Self.image), tag: try ImageTag("v2.0.0"))
        let content = Array(sample.text.utf8)
        var reading: [Double] = []
        var editing: [Double] = []
        for _ in 0..<Self.runs {
            let start = clock()
            let manifest = try Manifest(parsing: content, path: sample.path)
            let read = clock()
            let edited = try manifest.setting(wanted)
            let end = clock()
            guard edited.changes.count == sample.changes else {
                throw TestSupportError("\(name): \(edited.changes.count) changes and not \(sample.changes)")
            }
            reading.append(milliseconds(read - start))
            editing.append(milliseconds(end - read))
        }
        let (read, edit) = (median(reading), median(editing))
        table.row([
            name, "\(content.count { $0 == UInt8(ascii: "\n") })", fixed(read, 1) + " ms", fixed(edit, 1) + " ms",
            fixed(read + edit, 1) + " ms", fixed((read + edit) * 1_000_000 / Double(content.count), 1) + " ms",
        ])
    }

    private func printDecisions() throws {
        var table = Table(["a decision for one application", "files", "decision"])
        for (name, files) in ManifestSample.applications(files: 200) {
            var contents: [RepositoryPath: [UInt8]] = [:]
            for (path, text) in files {
                guard let path = RepositoryPath(path) else { throw TestSupportError("\(path) is no path") }
                contents[path] = Array(text.utf8)
            }
            let revision = try Revision(files: contents)
            let handler = ImageUpdater()
            let body = Array(#"{"image":"\#(Self.image)","tag":"v2.0.0"}"#.utf8)
            let event = try handler.decode(
                Delivery(body: body, receivedAt: Date(timeIntervalSince1970: 1_800_000_000)),
                byteLimit: Delivery.standardByteLimit)
            var times: [Double] = []
            for _ in 0..<Self.runs {
                let start = clock()
                guard case .change = try handler.decide(event, in: Snapshot(revision)) else {
                    throw TestSupportError("\(name): nothing is changed")
                }
                times.append(milliseconds(clock() - start))
            }
            table.row([name, "\(files.count - 1)", fixed(median(times), 1) + " ms"])
        }
        table.print()
    }

    private func milliseconds(_ time: clock_t) -> Double { Double(time) * 1000 / Double(CLOCKS_PER_SEC) }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
