/// What an entry of a tree is. The number is the one that Git writes (gitformat-index, "mode").
public enum FileMode: UInt32, Sendable {
    /// A directory.
    case directory = 0o40000
    /// A file.
    case file = 0o100644
    /// A file that may be executed.
    case executable = 0o100755
    /// A symbolic link; its content is the target.
    case symbolicLink = 0o120000
    /// A commit of another repository.
    case submodule = 0o160000

    /// What the octal digits of a tree entry mean. Old repositories have files of other permissions; only whether the
    /// owner may execute them counts, as to Git itself.
    init?(octal digits: some Sequence<UInt8>) {
        var value: UInt32 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), value < 0o1000000 else { return nil }
            value = value << 3 | UInt32(digit - UInt8(ascii: "0"))
        }
        switch value & 0o170000 {
        case 0o100000: self = value & 0o100 == 0 ? .file : .executable
        case 0o040000: self = .directory
        case 0o120000: self = .symbolicLink
        case 0o160000: self = .submodule
        default: return nil
        }
    }

    /// The octal digits as a tree holds them.
    var octal: String { String(rawValue, radix: 8) }
}
