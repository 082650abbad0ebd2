#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lends `texts` as an array of C strings.
func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    let copies = texts.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    var pointers = copies.map { UnsafePointer($0) }
    return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress) }
}

/// The strings of a C array that belongs to the library.
func strings(_ array: UnsafeMutablePointer<UnsafePointer<CChar>?>?, count: Int32) -> [String] {
    UnsafeBufferPointer(start: array, count: array == nil ? 0 : Int(count)).compactMap { pointer in
        pointer.map { String(cString: $0) }
    }
}

/// The text at a pointer that may be `NULL`, which is the empty text.
func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
}
