import FoundationEssentials
import Glibc
import TestSupport

/// What tests of images need, which not every machine has.
enum ContainerTools {
    /// The directory with the static release binaries, which `scripts/test` builds.
    static var release: String? { ProcessInfo.processInfo.environment["GITOPS_RELEASE"] }

    /// Whether images can be built and moved here.
    static var canBuild: Bool {
        release != nil && ["buildah", "skopeo", "docker-registry"].allSatisfy { Tool.isHere($0) } && getuid() == 0
    }

    /// Whether they can also be run.
    static var canRun: Bool { canBuild && Tool.isHere("podman") && Tool.isHere("runc") }

    /// Lends an environment in which engines keep their images in a temporary directory.
    static func with<Value>(_ body: ([String: String], TemporaryDirectory) async throws -> Value) async throws -> Value
    {
        try await withTemporaryDirectory { directory in
            // Copies of directories: slower than overlays, and everywhere possible.
            let storage = try directory.write(
                """
                [storage]
                driver = "vfs"
                graphroot = "\(directory.path("storage"))"
                runroot = "\(directory.path("run"))"
                """, to: "storage.conf")
            return try await body(["CONTAINERS_STORAGE_CONF": storage, "TMPDIR": directory.path], directory)
        }
    }

    /// The static release binary of a program.
    static func binary(_ name: String) throws -> String {
        guard let release else { throw TestSupportError("GITOPS_RELEASE is not set") }
        return "\(release)/\(name)"
    }
}

/// A line that 'package' prints.
struct PackagedImage: Decodable {
    let image: String
    let id: String
    let digest: String
    let bytes: Int
    let engine: String
    var archive: String?
    var pushed: String?
}
