import CGit2

/// Reads the packs that servers send, by libgit2: its indexer checks and resolves them, in the temporary directory.
struct PackReader {
    private let sizes: PackSizes

    /// - Parameter maximumSize: the largest sum of the objects' sizes, in bytes.
    init(maximumSize: Int) {
        sizes = PackSizes(maximum: maximumSize)
    }

    /// All objects of a pack.
    ///
    /// - Throws: ``RemoteGitError``: `brokenAnswer` if the pack is damaged, `tooLarge` if the objects are, `local` if the
    ///   temporary directory cannot be written.
    func objects(in pack: [UInt8]) throws(RemoteGitError) -> [GitObject] {
        // An empty pack is a header and a checksum; the indexer takes none.
        guard pack.count > 32 else { return [] }
        try sizes.check(pack)
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        return try read(index: try writeIndex(of: pack, in: directory.path))
    }

    private func writeIndex(of pack: [UInt8], in directory: String) throws(RemoteGitError) -> String {
        var indexer: OpaquePointer?
        try LibGit2.check("opening the pack's index") { git_indexer_new(&indexer, directory, 0, nil, nil) }
        defer { git_indexer_free(indexer) }
        var progress = git_indexer_progress()
        try LibGit2.check("reading the server's pack", .brokenAnswer) {
            git_indexer_append(indexer, pack, pack.count, &progress)
        }
        try LibGit2.check("reading the server's pack", .brokenAnswer) { git_indexer_commit(indexer, &progress) }
        guard let name = git_indexer_name(indexer) else {
            throw RemoteGitError(.brokenAnswer, "the server's pack is incomplete")
        }
        return "\(directory)/pack-\(String(cString: name)).idx"
    }

    private func read(index: String) throws(RemoteGitError) -> [GitObject] {
        let database = try PackDatabase()
        try database.add(index: index)
        var objects: [GitObject] = []
        for id in try database.ids() { objects.append(try database.read(id)) }
        return objects
    }
}

/// An object database that is one pack.
private struct PackDatabase: ~Copyable {
    private let pointer: OpaquePointer

    /// An empty database.
    init() throws(RemoteGitError) {
        var database: OpaquePointer?
        try LibGit2.check("opening a pack") { git_odb_new(&database) }
        guard let database else { throw RemoteGitError(.local, "opening a pack failed") }
        pointer = database
    }

    func add(index: String) throws(RemoteGitError) {
        var backend: UnsafeMutablePointer<git_odb_backend>?
        try LibGit2.check("opening a pack") { git_odb_backend_one_pack(&backend, index) }
        try LibGit2.check("opening a pack") { git_odb_add_backend(pointer, backend, 1) }
    }

    deinit { git_odb_free(pointer) }

    func ids() throws(RemoteGitError) -> [git_oid] {
        var ids: [git_oid] = []
        try withUnsafeMutablePointer(to: &ids) { list throws(RemoteGitError) in
            try LibGit2.check("listing a pack") {
                git_odb_foreach(
                    pointer,
                    { id, list in
                        if let id { list?.assumingMemoryBound(to: [git_oid].self).pointee.append(id.pointee) }
                        return 0
                    }, list)
            }
        }
        return ids
    }

    func read(_ id: git_oid) throws(RemoteGitError) -> GitObject {
        var id = id
        var object: OpaquePointer?
        try LibGit2.check("reading a pack", .brokenAnswer) { git_odb_read(&object, pointer, &id) }
        defer { git_odb_object_free(object) }
        let content = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))
        guard let kind = ObjectKind(rawValue: UInt8(truncatingIfNeeded: git_odb_object_type(object).rawValue)),
            let name = withUnsafeBytes(of: id.id, { ObjectID(bytes: $0) })
        else { throw RemoteGitError(.brokenAnswer, "the server's pack holds an unknown kind of object") }
        return GitObject(id: name, kind: kind, content: Array(content))
    }
}
