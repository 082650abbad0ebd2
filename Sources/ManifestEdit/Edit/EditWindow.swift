/// A part of the file that is parsed alone to verify the edits in it, so that an edit of a large file costs one pass
/// over it and not two.
///
/// Parsing such a part alone proves as much as parsing the whole file, because the rest cannot see a difference:
/// - A **pair of a block mapping**, from its key to the end of the line on which its value ends. The bytes before it, and
///   so the state in which a parser comes to it, are the same as before the edit. The key comes first and is the same, so
///   the pair is read at the same indentation; a value that is read to its end alone ends there in the file too, since
///   what follows is not indented more than the key is.
/// - A **collection in brackets**, from bracket to bracket: inside, indentation does not count, and the closing bracket
///   is found in the part itself.
///
/// Where the part alone does not read as was meant, the whole file is parsed, and that decides.
private struct EditWindow {
    /// The pair's value, or the collection in brackets.
    let path: NodePath
    let isPair: Bool
    /// What stands before the change: the collection, or a mapping of the pair alone.
    let before: YAMLNode
    let range: Range<Int>
    var splices: [TreeEdit.Splice] = []
    var expected = ExpectedChanges()
}

extension TreeEdit {
    /// Each window has a parser of its own; beyond so many edits the whole file is as fast.
    private static let mostWindows = 200
    /// A part that is deeper in the file could become too deep by the edit, which the part alone does not show.
    private static let deepestWindow = YAMLDocument.deepestNesting / 2

    /// Whether parsing the windows alone shows exactly the changes that are meant. If not, nothing is known yet.
    func changesOnlyWindows(_ ordered: [Splice]) -> Bool {
        guard meanings.count <= Self.mostWindows, let windows = windows(ordered) else { return false }
        return windows.allSatisfy { window in
            guard let part = try? Self.splice(window.splices, into: source.bytes, window.range) else { return false }
            // The column matters, and not what is before it; within brackets not even that.
            let column = window.isPair ? source.indentation(of: window.range.lowerBound) : 0
            let indentation = [UInt8](repeating: UInt8(ascii: " "), count: column)
            guard let documents = try? YAMLDocument.parse(part: indentation + part + [UInt8(ascii: "\n")]),
                documents.count == 1, documents[0].root.properties == nil
            else { return false }
            return window.expected.leadInside(from: window.before, to: documents[0].root)
        }
    }

    /// `nil` if some edit has no window, or if the windows are so many or so large that the whole file is as fast.
    private func windows(_ ordered: [Splice]) -> [EditWindow]? {
        var isPair: [NodePath: Bool] = [:]
        var units: [NodePath] = []
        for meaning in meanings {
            guard let unit = unit(of: meaning), unit.path.steps.count <= Self.deepestWindow else { return nil }
            isPair[unit.path] = isPair[unit.path] ?? false || unit.isPair
            units.append(unit.path)
        }
        func outermost(_ path: NodePath) -> NodePath {
            for count in 0..<path.steps.count where isPair[path.prefix(count)] != nil { return path.prefix(count) }
            return path
        }
        var windows: [NodePath: EditWindow] = [:]
        var pathOfWindow: [NodePath: NodePath] = [:]
        for (meaning, unit) in zip(meanings, units) {
            let path = outermost(unit)
            var window = windows[path] ?? self.window(path, isPair: isPair[path] ?? false)
            window.expect(meaning)
            windows[path] = window
            // Two edits of one path are in one window, whatever they are.
            guard pathOfWindow.updateValue(path, forKey: meaning.path) ?? path == path else { return nil }
        }
        for splice in ordered {
            guard let path = pathOfWindow[splice.path], let range = windows[path]?.range,
                splice.range.lowerBound > range.lowerBound, splice.range.upperBound <= range.upperBound
            else { return nil }
            windows[path]?.splices.append(splice)
        }
        let size = windows.values.reduce(0) { $0 + $1.range.count }
        return size > source.bytes.count / 2 ? nil : Array(windows.values)
    }

    /// The smallest window around an edit.
    private func unit(of meaning: Meaning) -> (path: NodePath, isPair: Bool)? {
        // What is removed may take the beginning of a window with it.
        if case .remove = meaning.change { return nil }
        var node = documents[meaning.path.document].root
        var way = NodePath(document: meaning.path.document)
        var inFlow = node.isFlow
        var unit: (path: NodePath, isPair: Bool)? = inFlow ? (way, false) : nil
        for step in meaning.path.steps {
            node = node.child(step)
            way.push(step)
            if node.isFlow {
                inFlow = true
                unit = (way, false)
            } else if !inFlow, case .value = step {
                unit = (way, true)
            }
        }
        if case .insertPairs(let index, _) = meaning.change, !inFlow {
            return index > 0 ? (way.appending(.value(index - 1)), true) : nil
        }
        return unit
    }

    private func window(_ path: NodePath, isPair: Bool) -> EditWindow {
        let root = documents[path.document].root
        guard isPair, let parent = path.parent, case .value(let index)? = path.steps.last else {
            let node = root.descendant(path.steps)
            return EditWindow(path: path, isPair: false, before: node, range: node.valueRange)
        }
        let pair = root.descendant(parent.steps).pairs[index]
        let end = source.lineEnd(from: source.contentEnd(of: pair.value))
        let start = pair.key.position.offset
        return EditWindow(
            path: path, isPair: true, before: YAMLNode(new: .mapping([pair], .block)), range: start..<max(start, end))
    }
}

extension EditWindow {
    /// Adds an edit, seen from the window.
    mutating func expect(_ meaning: TreeEdit.Meaning) {
        let steps = meaning.path.steps.dropFirst(path.steps.count)
        guard isPair else { return expected.insert(meaning.change, at: steps) }
        if meaning.path.steps.count < path.steps.count, case .insertPairs(_, let pairs) = meaning.change {
            return expected.insert(.insertPairs(at: 1, pairs), at: [])
        }
        expected.insert(meaning.change, at: [.value(0)] + steps)
    }
}
