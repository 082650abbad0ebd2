/// Turns libyaml's count of characters into a count of bytes.
///
/// A table has the byte offset of every 16th character, so that each look-up is bounded whatever the order of the
/// questions. A file of ASCII needs no table.
struct CharacterOffsets {
    private static let stride = 16

    private let bytes: UnsafeBufferPointer<UInt8>
    /// Bytes before the first character that libyaml sees: the byte order mark.
    private let base: Int
    private let table: [UInt32]

    /// Counts the characters of the bytes from `base` on, in one pass.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from base: Int) {
        self.bytes = bytes
        self.base = base
        guard !bytes.allSatisfy({ $0 < 0x80 }) else {
            table = []
            return
        }
        var table: [UInt32] = []
        table.reserveCapacity(bytes.count / Self.stride + 1)
        var characters = 0
        for offset in base..<bytes.count where Self.beginsCharacter(bytes[offset]) {
            if characters % Self.stride == 0 { table.append(UInt32(offset)) }
            characters += 1
        }
        self.table = table
    }

    /// The byte at which a character begins; the end of the file if there are not so many.
    func byteOffset(ofCharacter index: Int) -> Int {
        guard !table.isEmpty else { return min(base + index, bytes.count) }
        guard index / Self.stride < table.count else { return bytes.count }
        var offset = Int(table[index / Self.stride])
        var missing = index % Self.stride
        while missing > 0 && offset < bytes.count {
            offset += 1
            while offset < bytes.count && !Self.beginsCharacter(bytes[offset]) { offset += 1 }
            missing -= 1
        }
        return offset
    }

    private static func beginsCharacter(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }
}
