/// The rules for the name of a branch (git-check-ref-format).
enum BranchName {
    /// Whether Git allows the name below `refs/heads/`. Bytes are compared and not characters, in which a combining
    /// accent would hide what is before it.
    static func isAllowed(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let components = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let pairs = zip(bytes, bytes.dropFirst()).map { [$0, $1] }
        return components.allSatisfy { component in
            component.first != nil && component.first != UInt8(ascii: ".")
                && !component.suffix(5).elementsEqual(Array(".lock".utf8))
        }
            && bytes.first != UInt8(ascii: "-") && bytes.last != UInt8(ascii: ".") && name != "@"
            && !pairs.contains(Array("..".utf8)) && !pairs.contains(Array("@{".utf8))
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !forbidden.contains($0) }
    }

    private static let forbidden = Array(" ~^:?*[\\".utf8)
}
