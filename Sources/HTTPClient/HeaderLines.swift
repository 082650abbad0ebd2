/// Writes headers as libcurl takes them.
enum HeaderLines {
    /// - Throws: ``HTTPClientError`` of class `invalidRequest` if one of them would be another header, or none
    ///   (RFC 9110 section 5).
    static func lines(_ headers: [(name: String, value: String)], to server: String) throws(HTTPClientError) -> [String]
    {
        var lines: [String] = []
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenCharacter) else {
                throw HTTPClientError(.invalidRequest, server, "cannot be sent a header of such a name")
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
                throw HTTPClientError(.invalidRequest, server, "cannot be sent such a value of the header \(name)")
            }
            // To libcurl "Name:" means that the header is to be left out.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        return lines
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
