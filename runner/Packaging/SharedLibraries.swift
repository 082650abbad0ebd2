import GitOps

/// The shared libraries that a program is linked with, directly or not, and the loader that brings them together.
struct SharedLibraries: Sendable, Equatable {
    /// One library.
    struct Library: Sendable, Equatable {
        /// The name that the loader looks for.
        let name: String
        /// Where it is on this machine.
        let path: String
    }

    /// The loader, where the program's file says that it is; `nil` for a program that needs none.
    var loader: String?
    /// The libraries, by their names.
    var libraries: [Library] = []

    /// Asks the loader, by `ldd`.
    ///
    /// - Throws: ``CommandFailure`` if one is missing, or if the program is not what belongs into an image.
    static func of(_ file: String) async throws(CommandFailure) -> SharedLibraries {
        guard let ldd = await MachineProgram("ldd") else {
            throw CommandFailure(.failed, "ldd is not here, which says what libraries a program needs")
        }
        let found = try SharedLibraries(printed: try await ldd([file]), of: file)
        if let library = found.libraries.first(where: { $0.name.hasPrefix("libswift") }) {
            throw CommandFailure(
                .failed,
                """
                \(file) needs \(library.name) and is too large for an image: build it with \
                'swift build -c release --static-swift-stdlib'
                """)
        }
        return found
    }

    /// Reads what `ldd` prints: `name => path (address)`, or the path alone for the loader, or a name alone for what the
    /// kernel brings.
    init(printed: String, of file: String) throws(CommandFailure) {
        for line in printed.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let name = words.first.map(String.init) else { continue }
            if words.count > 2, words[1] == "=>" {
                guard words[2].hasPrefix("/") else {
                    throw CommandFailure(.failed, "\(file) needs \(name), which is not on this machine")
                }
                libraries.append(Library(name: name, path: String(words[2])))
            } else if name.hasPrefix("/") {
                loader = name
            }
        }
        libraries.sort { $0.name < $1.name }
    }

    /// Where the loader looks without being told: where the C library is.
    var directory: String? {
        guard let library = libraries.first(where: { $0.name.hasPrefix("libc.") }),
            let slash = library.path.lastIndex(of: "/")
        else { return nil }
        return String(library.path[..<slash])
    }
}
