/// Percent-encoding (RFC 3986 section 2.1) of names in trailers, addresses and the headers of CloudEvents.
package enum PercentEncoding {
    /// Encodes all but printable ASCII, and `%` itself and `also` with it, so that different texts stay different.
    package static func encode(_ text: String, also reserved: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "%") && !reserved.utf8.contains(byte)
            if isPlain {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += triplet(byte)
            }
        }
        return encoded
    }

    /// Encodes some characters of ASCII in an address and leaves what is encoded there already, so that it does not end
    /// where one of them would end it.
    package static func encode(_ characters: String, in address: String) -> String {
        var encoded = ""
        for scalar in address.unicodeScalars {
            if scalar.isASCII, characters.unicodeScalars.contains(scalar) {
                encoded += triplet(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                encoded.unicodeScalars.append(scalar)
            }
        }
        return encoded
    }

    private static func triplet(_ byte: UInt8) -> String {
        "%" + hexadecimal(CollectionOfOne(byte), digits: "0123456789ABCDEF")
    }

    /// Decodes once. A `%` without two digits stands for itself, since older senders did not encode it.
    ///
    /// - Returns: nil if the decoded bytes are not UTF-8 (to be rejected: CloudEvents HTTP binding 1.0.2, section
    ///   3.1.3.2).
    static func decode(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "%"), position + 2 < bytes.count,
                let high = hexadecimalDigit(bytes[position + 1]), let low = hexadecimalDigit(bytes[position + 2])
            {
                decoded.append(high << 4 | low)
                position += 3
            } else {
                decoded.append(bytes[position])
                position += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
