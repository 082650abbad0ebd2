/// An object as it stands in a pack (gitformat-pack, "pack-*.pack files have the following format").
struct PackEntry {
    /// How the object is told.
    enum Form {
        /// As it is.
        case whole(ObjectKind)
        /// As the difference to another.
        case difference(Base)
    }

    /// What a difference is one to.
    enum Base: Hashable {
        /// The object that stands there in the same pack, in bytes from its start.
        case at(Int)
        /// The object of that id, in the same pack or elsewhere.
        case named(ObjectID)
    }

    /// Where it stands, in bytes from the pack's start.
    let position: Int
    let form: Form
    /// The length of the object, or of the difference, in bytes: what comes out when the bytes that follow are
    /// decompressed.
    let size: Int

    /// Reads what stands before the compressed bytes.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer`.
    init(_ bytes: inout PackBytes) throws(RemoteGitError) {
        position = bytes.rest.startIndex
        let first = try bytes.readByte()
        let low = Int(first & 0x0F)
        size = first & 0x80 == 0 ? low : try bytes.readSize(after: low, bits: 4)
        switch first >> 4 & 0x07 {
        case 6: form = .difference(.at(position - (try Self.readDistance(&bytes, limit: position))))
        case 7:
            guard let id = ObjectID(bytes: try bytes.read(ObjectID.byteCount)) else { throw .brokenPack }
            form = .difference(.named(id))
        case let number:
            guard let kind = ObjectKind(rawValue: number) else { throw .brokenPack }
            form = .whole(kind)
        }
    }

    /// A number in groups of seven bits, the highest first, where each group but the last counts one more than it says.
    private static func readDistance(_ bytes: inout PackBytes, limit: Int) throws(RemoteGitError) -> Int {
        var byte = try bytes.readByte()
        var distance = Int(byte & 0x7F)
        while byte & 0x80 != 0 {
            byte = try bytes.readByte()
            distance = (distance + 1) << 7 | Int(byte & 0x7F)
            guard distance <= limit else { throw .brokenPack }
        }
        return distance
    }
}
