import Crypto

/// Reads the packs that servers send (gitformat-pack, "pack-*.pack files have the following format"), in memory. The
/// sizes that a pack tells are looked at before room is made for what has them: a few bytes can say, or be, any number.
struct PackReader {
    /// The largest sum of the sizes of a pack's objects and differences, in bytes.
    let maximumSize: Int

    /// What was read of a thin pack.
    struct Contents {
        let objects: [GitObject]
        /// Whether that is all that the pack holds.
        let isComplete: Bool
    }

    /// All objects of a pack that needs no others.
    ///
    /// - Throws: ``RemoteGitError``: `brokenAnswer` if the pack is damaged or incomplete, `tooLarge` if they are.
    func objects(in pack: [UInt8]) throws(RemoteGitError) -> [GitObject] {
        let contents = try contents(of: pack, bases: ObjectSet())
        guard contents.isComplete else { throw RemoteGitError(.brokenAnswer, "the server's pack is incomplete") }
        return contents.objects
    }

    /// The objects of a thin pack. Those that are told as differences to objects that are neither here nor in it,
    /// directly or by others in between, are left out.
    ///
    /// - Parameter bases: what is known already.
    /// - Throws: ``RemoteGitError``: `brokenAnswer` if the pack is damaged, `tooLarge` if the objects are.
    func contents(of pack: [UInt8], bases: ObjectSet) throws(RemoteGitError) -> Contents {
        var bytes = PackBytes(pack.dropLast(Insecure.SHA1.byteCount))
        guard Insecure.SHA1.hash(data: bytes.rest) == Array(pack.suffix(Insecure.SHA1.byteCount)),
            try bytes.read(4).elementsEqual("PACK".utf8), [2, 3].contains(try Self.readWord(&bytes))
        else { throw .brokenPack }
        var inflater = try Inflater()
        var assembly = PackAssembly(known: bases)
        var left = maximumSize
        for _ in 0..<(try Self.readWord(&bytes)) {
            let entry = try PackEntry(&bytes)
            try take(entry.size, &left)
            let data = try inflater.read(bytes.rest, size: entry.size)
            _ = try bytes.read(data.length)
            switch entry.form {
            case .whole(let kind): try assembly.add(GitObject(kind, data.content), at: entry.position)
            case .difference(let base):
                let delta = try ReceivedDelta(data.content)
                try take(delta.resultSize, &left)
                try assembly.add(delta, to: base, at: entry.position)
            }
        }
        guard bytes.rest.isEmpty else { throw .brokenPack }
        return Contents(objects: assembly.objects, isComplete: assembly.isComplete)
    }

    private static func readWord(_ bytes: inout PackBytes) throws(RemoteGitError) -> Int {
        try bytes.read(4).reduce(0) { $0 << 8 | Int($1) }
    }

    private func take(_ size: Int, _ left: inout Int) throws(RemoteGitError) {
        guard size <= left else {
            throw RemoteGitError(.tooLarge, "the server sent objects of more than \(maximumSize) bytes")
        }
        left -= size
    }
}
