/// The value of a hexadecimal digit in either case.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// Bytes as hexadecimal digits, two a byte, in lower case unless other digits are given.
package func hexadecimal(_ bytes: some Sequence<UInt8>, digits: StaticString = "0123456789abcdef") -> String {
    let alphabet = Array("\(digits)".utf8)
    let text = bytes.flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
