import Glibc

/// What an image says of itself.
struct ImageDescription: Sendable {
    let program: PackagedProgram
    /// Labels of the user's, which count for more than ours.
    let labels: [String: String]

    /// The instructions that engines build it by.
    ///
    /// - Parameter root: the directory of the files, beside this one.
    func containerfile(root: String) -> String {
        """
        FROM scratch
        LABEL \(allLabels.map { "\(Self.quoted($0.key))=\(Self.quoted($0.value))" }.joined(separator: " "))
        COPY \(root)/ /
        USER \(ImageTree.user):\(ImageTree.user)
        ENV PORT=8080
        EXPOSE 8080
        ENTRYPOINT [\(Self.quoted(ImageTree.path(of: program)))]
        CMD [\(program.standardArguments.map(Self.quoted).joined(separator: ", "))]

        """
    }

    /// The labels in order: those of the OCI image specification (annotations), and on what the libraries were made for.
    private var allLabels: [(key: String, value: String)] {
        let own = [
            "org.opencontainers.image.title": program.name,
            "org.opencontainers.image.description": program.summary,
            "gitops-functions.architecture": HostMachine.architecture,
            "gitops-functions.libc": HostMachine.libc,
        ]
        return own.merging(labels) { $1 }.sorted { $0.key < $1.key }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" || character == "$" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}

/// The machine that libraries are taken from.
enum HostMachine {
    /// The architecture, as images name it (GOARCH).
    static var architecture: String {
        var system = utsname()
        guard uname(&system) == 0 else { return "unknown" }
        let machine = withUnsafeBytes(of: &system.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        switch machine {
        case "x86_64": return "amd64"
        case "aarch64": return "arm64"
        default: return machine
        }
    }

    /// The C library with its version, as `glibc 2.36`.
    static var libc: String {
        var text = [CChar](repeating: 0, count: 64)
        guard confstr(CInt(_CS_GNU_LIBC_VERSION), &text, text.count) > 0 else { return "unknown" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
