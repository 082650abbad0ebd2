/// Makes the directories that a change of files changes, from the file up to the root.
struct TreeBuilder {
    private(set) var objects: ObjectSet
    /// What was made, each with what it takes the place of.
    private(set) var made: [(object: GitObject, base: GitObject?)] = []

    init(objects: ObjectSet) {
        self.objects = objects
    }

    /// One change, by the names that lead to it from the directory that is being changed.
    struct Change {
        enum Value {
            /// A file with its content; `nil` for no such file.
            case content([UInt8]?)
            /// Something by its id; `nil` for nothing.
            case entry(Revision.Entry?)
        }

        let path: ArraySlice<String>
        let value: Value
    }

    /// The directory `id` with the changes made; `nil` if nothing is left in it.
    ///
    /// - Parameter id: the directory as it was; `nil` if there was none.
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if a path leads through something that is no directory.
    mutating func apply(_ changes: [Change], to id: ObjectID?) throws(RemoteGitError) -> ObjectID? {
        var tree = Tree.empty
        if let id {
            guard case .tree(let old)? = objects[id] else {
                throw RemoteGitError(.invalidRequest, "a directory to be changed was not loaded")
            }
            tree = old
        }
        // In order of first appearance, so that the same changes give the same pack; by bytes, as Git compares.
        var names: [String] = []
        var byName: [[UInt8]: [Change]] = [:]
        for change in changes {
            guard let name = change.path.first else {
                throw RemoteGitError(.invalidRequest, "the root of the repository is not a file")
            }
            let key = Array(name.utf8)
            if byName[key] == nil { names.append(name) }
            byName[key, default: []].append(Change(path: change.path.dropFirst(), value: change.value))
        }
        for name in names {
            try set(name, byName[Array(name.utf8)] ?? [], in: &tree)
        }
        return tree.content.isEmpty ? nil : add(tree, inPlaceOf: id)
    }

    /// The root with the changes made, which alone may be empty.
    mutating func apply(_ changes: [Change], toRoot id: ObjectID?) throws(RemoteGitError) -> ObjectID {
        if let root = try apply(changes, to: id) { return root }
        return add(.empty, inPlaceOf: nil)
    }

    private mutating func set(_ name: String, _ changes: [Change], in tree: inout Tree) throws(RemoteGitError) {
        var changes = changes
        // What is set to something else as a whole comes first, the rest is changed in that.
        if let index = changes.lastIndex(where: \.isOfWholeEntry), case .entry(let entry) = changes[index].value {
            changes.removeAll(where: \.isOfWholeEntry)
            tree = tree.setting(name, to: entry.map { ($0.mode, $0.id) })
            guard !changes.isEmpty else { return }
        }
        let old = tree.entry(named: name)
        if let change = changes.last, change.path.isEmpty, case .content(let content) = change.value {
            guard old?.mode != .directory, changes.count == 1 else {
                throw RemoteGitError(.invalidRequest, "\(name) is a directory and not a file")
            }
            let mode = old?.mode == .executable ? FileMode.executable : .file
            let id = try content.map { content throws(RemoteGitError) in try add(content, inPlaceOf: old?.id) }
            tree = tree.setting(name, to: id.map { (mode, $0) })
        } else {
            guard old == nil || old?.mode == .directory else {
                throw RemoteGitError(.invalidRequest, "\(name) is not a directory")
            }
            let id = try apply(changes, to: old?.id)
            tree = tree.setting(name, to: id.map { (.directory, $0) })
        }
    }

    private mutating func add(_ tree: Tree, inPlaceOf old: ObjectID?) -> ObjectID {
        let object = GitObject(.tree, tree.content)
        made.append((object, old.flatMap(objects.object)))
        objects.insert(tree, object.id)
        return object.id
    }

    private mutating func add(_ content: [UInt8], inPlaceOf old: ObjectID?) throws(RemoteGitError) -> ObjectID {
        let object = GitObject(.blob, content)
        made.append((object, old.flatMap(objects.object)))
        try objects.insert([object])
        return object.id
    }
}

extension TreeBuilder.Change {
    /// Whether it says what a name of the directory leads to.
    fileprivate var isOfWholeEntry: Bool {
        if case .entry = value { return path.isEmpty }
        return false
    }
}
