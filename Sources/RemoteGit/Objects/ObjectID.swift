import Crypto

/// The name of a Git object: the SHA-1 of its kind, length and content (gitformat-pack, "Object ids").
public struct ObjectID: Sendable, Hashable {
    /// Bytes in a SHA-1 name.
    static let byteCount = 20

    /// The id that stands for "no such object": the old value of a ref that is created.
    static let zero = ObjectID(high: 0, middle: 0, low: 0)

    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    private init(high: UInt64, middle: UInt64, low: UInt32) {
        self.high = high
        self.middle = middle
        self.low = low
    }

    /// Reads 20 bytes; `nil` if there is any other number.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var high: UInt64 = 0
        var middle: UInt64 = 0
        var low: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 0..<8: high = high << 8 | UInt64(byte)
            case 8..<16: middle = middle << 8 | UInt64(byte)
            default: low = low << 8 | UInt32(byte)
            }
        }
        self.init(high: high, middle: middle, low: low)
    }

    /// Reads 40 hexadecimal digits; `nil` for anything else.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        var half: UInt8?
        for character in hex.utf8 {
            guard let digit = Character(UnicodeScalar(character)).hexDigitValue.map(UInt8.init) else { return nil }
            if let first = half {
                bytes.append(first << 4 | digit)
                half = nil
            } else {
                half = digit
            }
        }
        self.init(bytes: bytes)
    }

    /// The id that Git gives an object.
    init(hashing content: some Collection<UInt8>, as kind: ObjectKind) {
        var hash = Insecure.SHA1()
        hash.update(data: Array("\(kind.name) \(content.count)\0".utf8))
        if content.withContiguousStorageIfAvailable({ hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil {
            hash.update(data: Array(content))
        }
        self.init(digest: hash.finalize())
    }

    private init(digest: Insecure.SHA1.Digest) {
        var bytes = digest.makeIterator()
        func next(_ count: Int) -> UInt64 {
            (0..<count).reduce(0) { value, _ in value << 8 | UInt64(bytes.next() ?? 0) }
        }
        self.init(high: next(8), middle: next(8), low: UInt32(next(4)))
    }

    /// Whether it comes before another one in the order of their bytes.
    func precedes(_ other: ObjectID) -> Bool {
        if high != other.high { return high < other.high }
        if middle != other.middle { return middle < other.middle }
        return low < other.low
    }

    /// The 20 bytes.
    var bytes: [UInt8] {
        func split(_ value: UInt64, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        }
        return split(high, 8) + split(middle, 8) + split(UInt64(low), 4)
    }
}

extension ObjectID: CustomStringConvertible {
    /// 40 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 2 * Self.byteCount) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[2 * index] = digits[Int(byte >> 4)]
                buffer[2 * index + 1] = digits[Int(byte & 15)]
            }
            return 2 * Self.byteCount
        }
    }
}
