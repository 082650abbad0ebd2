import GitOps
import Glibc

extension ImageTree {
    /// Where authorities' certificates are by the distribution, and so by its libcurl. The first one is where ours are
    /// besides.
    private static let certificateFiles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    ]

    /// The user that images run as: not root, and by number what platforms expect of such images.
    static let user = 65532

    /// Adds a program with all that it needs to run: libraries, certificates, and a user.
    mutating func add(
        _ program: PackagedProgram, from file: String, with libraries: SharedLibraries
    ) throws(CommandFailure) {
        try add(file, at: Self.path(of: program), isExecutable: true)
        if let loader = libraries.loader { try add(loader, at: loader, isExecutable: true) }
        if let directory = libraries.directory {
            for library in libraries.libraries { try add(library.path, at: "\(directory)/\(library.name)") }
        }
        try addCertificates()
        try addUser()
        // The program writes no files. It is there for what others add to the image, as gpg, which signs in it.
        try addTemporaryDirectory(at: "/tmp")
    }

    /// Where a program is in its image.
    static func path(of program: PackagedProgram) -> String { "/usr/bin/\(program.name)" }

    private mutating func addCertificates() throws(CommandFailure) {
        guard let file = Self.certificateFiles.first(where: { access($0, R_OK) == 0 }) else {
            throw CommandFailure(.failed, "there are no certificates of authorities here: install ca-certificates")
        }
        for path in Set([file, Self.certificateFiles[0]]).sorted() { try add(file, at: path) }
    }

    private mutating func addUser() throws(CommandFailure) {
        try write("gitops:x:\(Self.user):\(Self.user):gitops-functions:/tmp:/usr/sbin/nologin\n", at: "/etc/passwd")
        try write("gitops:x:\(Self.user):\n", at: "/etc/group")
        try write("hosts: files dns\n", at: "/etc/nsswitch.conf")
    }
}
