/// Refuses a subject that a message cannot be published to: empty or with an empty token, a wildcard, or a character
/// that ends it on the wire (the library sends subjects as they are).
func checkSubject(_ subject: String, _ operation: @autoclosure () -> String) throws(NATSError) {
    let tokens = subject.split(separator: ".", omittingEmptySubsequences: false)
    guard tokens.allSatisfy({ !$0.isEmpty }), subject.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
        throw NATSError(.invalidArgument, operation(), "the subject has an empty part, a space or a control character")
    }
    guard !tokens.contains(where: { $0 == "*" || $0 == ">" }) else {
        throw NATSError(.invalidArgument, operation(), "the subject has a wildcard")
    }
}

/// Refuses the name of a stream or consumer that could not be a part of a subject.
func checkName(_ name: String, _ operation: @autoclosure () -> String) throws(NATSError) {
    let forbidden = Array(".*>/\\".utf8)
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !forbidden.contains($0) }) else {
        throw NATSError(.invalidArgument, operation(), "the name is empty or has a space, '.', '*', '>', '/' or '\\'")
    }
}
