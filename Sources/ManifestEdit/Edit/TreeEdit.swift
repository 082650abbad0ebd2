/// A set of edits to one file: each replaces ranges of bytes and says what this means to the tree.
///
/// Nothing is edited until ``finish()`` has parsed the result and found exactly the changes that were meant.
/// New kinds of edit are extensions that end in ``record(_:with:at:_:_:)``.
struct TreeEdit {
    /// A range of bytes and what takes its place.
    struct Splice {
        let range: Range<Int>
        let replacement: [UInt8]
        let position: YAMLPosition
        /// The path of the change that it belongs to.
        let path: NodePath
    }

    /// What one edit means.
    struct Meaning {
        let path: NodePath
        let change: TreeChange
    }

    let manifest: Manifest
    let documents: [YAMLDocument]
    let source: SourceText
    /// The ways that were found to have no duplicate key at their last step.
    var unambiguous: Set<NodePath> = []
    private(set) var splices: [Splice] = []
    private(set) var meanings: [Meaning] = []

    init(_ manifest: Manifest) {
        self.manifest = manifest
        documents = manifest.documents
        source = SourceText(bytes: manifest.bytes)
    }

    /// Notes an edit. All paths and ranges are those of the file before any edit.
    mutating func record(
        _ range: Range<Int>, with replacement: String, at position: YAMLPosition, _ path: NodePath,
        _ change: TreeChange
    ) {
        record([(range, replacement)], at: position, path, change)
    }

    /// Notes an edit that changes bytes in several places.
    mutating func record(
        _ pieces: [(range: Range<Int>, replacement: String)], at position: YAMLPosition, _ path: NodePath,
        _ change: TreeChange
    ) {
        splices += pieces.map { piece in
            Splice(range: piece.range, replacement: Array(piece.replacement.utf8), position: position, path: path)
        }
        meanings.append(Meaning(path: path, change: change))
    }

    /// Makes the edits and verifies the result.
    ///
    /// - Throws: ``ManifestError`` of code `unsafeEdit` if the result says anything else than what was meant.
    func finish() throws(ManifestError) -> Manifest {
        let ordered = ordered
        guard let first = ordered.first else { return manifest }
        let bytes = try Self.splice(ordered, into: manifest.bytes, 0..<manifest.bytes.count)
        if changesOnlyWindows(ordered) { return manifest.edited(bytes) }
        return try verifiedAsAWhole(bytes, at: first.position)
    }

    /// The splices in the order of the file.
    var ordered: [Splice] {
        // Enumerated, since insertions at one place keep their order, and the sort is not stable by contract.
        splices.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }.map(\.element)
    }

    /// A part of the file with the splices made that are in it.
    ///
    /// - Throws: ``ManifestError`` of code `unsafeEdit` if two of them overlap.
    static func splice(
        _ ordered: some Collection<Splice>, into bytes: [UInt8], _ part: Range<Int>
    ) throws(ManifestError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(part.count + ordered.reduce(0) { $0 + $1.replacement.count })
        var copied = part.lowerBound
        for splice in ordered {
            guard splice.range.lowerBound >= copied, splice.range.upperBound <= part.upperBound else {
                throw ManifestError(.unsafeEdit, at: splice.position, "two changes are meant for the same value")
            }
            result += bytes[copied..<splice.range.lowerBound]
            result += splice.replacement
            copied = splice.range.upperBound
        }
        return result + bytes[copied..<part.upperBound]
    }

    /// Parses the whole result.
    ///
    /// - Throws: ``ManifestError`` of code `unsafeEdit`.
    func verifiedAsAWhole(_ bytes: [UInt8], at position: YAMLPosition) throws(ManifestError) -> Manifest {
        let after: [YAMLDocument]
        do {
            after = try YAMLDocument.parse(bytes)
        } catch {
            throw ManifestError(
                .unsafeEdit, at: position, "the change would leave a file that cannot be parsed (\(error))")
        }
        var expected = documents.map { _ in ExpectedChanges() }
        for meaning in meanings {
            expected[meaning.path.document].insert(meaning.change, at: meaning.path.steps[...])
        }
        let isAsMeant =
            documents.count == after.count
            && documents.indices.allSatisfy { expected[$0].lead(from: documents[$0].root, to: after[$0].root) }
        guard isAsMeant else {
            throw ManifestError(.unsafeEdit, at: position, "the change would alter more than the value it is meant for")
        }
        return manifest.edited(bytes, after)
    }
}
