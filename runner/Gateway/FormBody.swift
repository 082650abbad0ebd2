/// A body of the type `application/x-www-form-urlencoded`.
struct FormBody: Sendable {
    private let body: [UInt8]

    init(_ body: [UInt8]) {
        self.body = body
    }

    /// The body without the fields of a name.
    func without(_ name: String) -> [UInt8] {
        let prefix = Array("\(name)=".utf8)
        let parts = body.split(separator: UInt8(ascii: "&")).filter { !$0.starts(with: prefix) }
        return Array(parts.joined(separator: [UInt8(ascii: "&")]))
    }
}
