import CRE2

/// A regular expression in RE2's syntax, which is Go's, and so what Prometheus, Alertmanager and Kustomize mean by one.
///
/// It takes time in proportion to the text, whatever the expression: one that somebody else wrote cannot stop a
/// program. That is why there are no look-arounds and no references back (RE2, "Syntax").
public final class RegularExpression: Sendable {
    /// Why a text is no expression.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// RE2's own words, as `missing ): (`.
        public let reason: String

        /// The whole sentence.
        public var description: String { "not a regular expression of RE2: \(reason)" }
    }

    /// The expression as it was written.
    public let text: String
    /// Never changes, and any number of threads may use it.
    private nonisolated(unsafe) let compiled: OpaquePointer

    /// Compiles an expression.
    ///
    /// - Throws: ``Failure``, also if it would take more than a megabyte.
    public init(_ text: String) throws(Failure) {
        let (compiled, reason) = Self.compile(text)
        guard let compiled else { throw Failure(reason: reason) }
        self.text = text
        self.compiled = compiled
    }

    private static func compile(_ text: String) -> (OpaquePointer?, reason: String) {
        let room = 256
        var reason = [UInt8](repeating: 0, count: room)
        let compiled = text.withBytes { text in
            reason.withUnsafeMutableBytes {
                cre2_compile(text.baseAddress, text.count, $0.baseAddress?.assumingMemoryBound(to: CChar.self), room)
            }
        }
        return (compiled, String(decoding: reason.prefix { $0 != 0 }, as: UTF8.self))
    }

    deinit { cre2_free(compiled) }

    /// Whether it matches all of a text.
    public func matchesWhole(_ text: String) -> Bool {
        text.withBytes { cre2_match(compiled, $0.baseAddress, $0.count, true, nil, 0) }
    }

    /// The first match in a text, if there is one: the match, and what each group captures, `nil` for one that took no
    /// part.
    public func firstMatch(in text: String) -> [String?]? {
        text.withBytes { text in
            var parts = [cre2_part](repeating: cre2_part(), count: cre2_group_count(compiled) + 1)
            guard cre2_match(compiled, text.baseAddress, text.count, false, &parts, parts.count) else { return nil }
            return parts.map { part in
                part.start.map {
                    String(decoding: UnsafeRawBufferPointer(start: $0, count: part.length), as: UTF8.self)
                }
            }
        }
    }
}

extension RegularExpression: Hashable {
    /// Whether they were written alike.
    public static func == (left: RegularExpression, right: RegularExpression) -> Bool { left.text == right.text }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
    /// Lends its UTF-8, at an address also if it is empty: a match of nothing has to be somewhere.
    fileprivate func withBytes<Value>(_ body: (UnsafeBufferPointer<CChar>) -> Value) -> Value {
        withCString { body(UnsafeBufferPointer(start: $0, count: utf8.count)) }
    }
}
