/// The text with `user:password@` and `token@` taken out of every URL in it.
///
/// The library repeats URLs in its errors as they were given, so that this is done to all text that leaves the module.
func redactingUserInfo(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let scheme = rest.range(ofPlain: "://") {
        result += rest[..<scheme.upperBound]
        rest = rest[scheme.upperBound...]
        // A password may hold an `@` or a `/` that its owner did not escape: all up to the last `@` of the word goes.
        let word = rest.prefix { !$0.isWhitespace && $0 != "," && $0 != "'" && $0 != "\"" }
        if let at = word.lastIndex(of: "@") {
            rest = rest[rest.index(after: at)...]
        }
    }
    return result + rest
}

extension Substring {
    /// Where the characters of `needle` first occur.
    fileprivate func range(ofPlain needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) {
                return start..<index(start, offsetBy: needle.count)
            }
            formIndex(after: &start)
        }
        return nil
    }
}
