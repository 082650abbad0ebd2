/// A set of edits to one file: each replaces a range of bytes and says what this means to the tree.
///
/// Nothing is edited until ``finish()`` has parsed the result and found exactly the changes that were meant.
/// New kinds of edit are extensions that end in ``record(_:with:at:_:_:)``.
struct TreeEdit {
    private struct Splice {
        let range: Range<Int>
        let replacement: [UInt8]
        let position: YAMLPosition
        let path: NodePath
        let change: TreeChange
    }

    let manifest: Manifest
    let source: SourceText
    /// The ways that were found to have no duplicate key at their last step.
    var unambiguous: Set<NodePath> = []
    private var splices: [Splice] = []

    init(_ manifest: Manifest) {
        self.manifest = manifest
        source = SourceText(bytes: manifest.bytes)
    }

    /// Notes an edit. All paths and ranges are those of the file before any edit.
    mutating func record(
        _ range: Range<Int>, with replacement: String, at position: YAMLPosition, _ path: NodePath,
        _ change: TreeChange
    ) {
        splices.append(
            Splice(range: range, replacement: Array(replacement.utf8), position: position, path: path, change: change))
    }

    /// Makes the edits and verifies the result.
    ///
    /// - Throws: ``ManifestError`` of code `unsafeEdit` if the result says anything else than what was meant.
    func finish() throws(ManifestError) -> Manifest {
        // Enumerated, since insertions at one place keep their order, and the sort is not stable by contract.
        let ordered = splices.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }.map(\.element)
        guard let first = ordered.first else { return manifest }
        return try verified(try spliced(ordered), after: ordered, at: first.position)
    }

    private func spliced(_ ordered: [Splice]) throws(ManifestError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(manifest.bytes.count + ordered.reduce(0) { $0 + $1.replacement.count })
        var copied = 0
        for splice in ordered {
            guard splice.range.lowerBound >= copied, splice.range.upperBound <= manifest.bytes.count else {
                throw ManifestError(.unsafeEdit, at: splice.position, "two changes are meant for the same value")
            }
            bytes += manifest.bytes[copied..<splice.range.lowerBound]
            bytes += splice.replacement
            copied = splice.range.upperBound
        }
        return bytes + manifest.bytes[copied...]
    }

    private func verified(
        _ bytes: [UInt8], after splices: [Splice], at position: YAMLPosition
    ) throws(ManifestError) -> Manifest {
        let result: Manifest
        do {
            result = try Manifest(parsing: bytes, path: manifest.path)
        } catch {
            throw ManifestError(
                .unsafeEdit, at: position, "the change would leave a file that cannot be parsed (\(error))")
        }
        var expected = manifest.documents.map { _ in ExpectedChanges() }
        for splice in splices {
            expected[splice.path.document].insert(splice.change, at: splice.path.steps[...])
        }
        let before = manifest.documents
        let after = result.documents
        let isAsMeant =
            before.count == after.count
            && before.indices.allSatisfy { expected[$0].lead(from: before[$0].root, to: after[$0].root) }
        guard isAsMeant else {
            throw ManifestError(.unsafeEdit, at: position, "the change would alter more than the value it is meant for")
        }
        return result
    }
}
