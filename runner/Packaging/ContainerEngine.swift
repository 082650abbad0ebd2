import FoundationEssentials
import GitOps

/// A program that builds container images, and what it wants to be told.
enum ContainerEngine: String, CaseIterable, Sendable {
    case buildah
    case podman
    case docker

    /// Builds an image from a directory with a `Containerfile`, and puts it into the engine's storage.
    func buildArguments(_ context: String, tag: String, idFile: String) -> [String] {
        let common = ["--file", "\(context)/Containerfile", "--tag", tag, "--iidfile", idFile, context]
        switch self {
        case .buildah, .podman:
            // One layer, with no time, no name of the engine and no history of its own.
            return [
                "build", "--quiet", "--timestamp", "0", "--format", "oci", "--layers=false", "--identity-label=false",
            ]
                + common
        case .docker: return ["build", "--quiet"] + common
        }
    }

    /// What the engine finds in its environment besides: no time and no report of the build, which would differ.
    var variables: [String: String] {
        switch self {
        case .buildah, .podman: [:]
        case .docker:
            ["SOURCE_DATE_EPOCH": "0", "DOCKER_BUILDKIT": "1", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"]
        }
    }

    /// The runs that write an image from the storage into an OCI archive.
    func archiveRuns(_ tag: String, to file: String, digestFile: String) -> [[String]] {
        switch self {
        case .buildah, .podman: [["push", "--quiet", "--digestfile", digestFile, tag, "oci-archive:\(file):\(tag)"]]
        case .docker: [["save", "--output", file, tag]]
        }
    }

    /// The runs that push an image from the storage to a registry. Credentials are the engine's own.
    func pushRuns(_ tag: String, to reference: String, digestFile: String) -> [[String]] {
        switch self {
        case .buildah, .podman:
            let tls = Self.isOfThisMachine(reference) ? ["--tls-verify=false"] : []
            return [["push", "--quiet", "--digestfile", digestFile] + tls + [tag, "docker://\(reference)"]]
        case .docker: return [["tag", tag, reference], ["push", "--quiet", reference]]
        }
    }

    /// The run that says the digest of an image in the storage.
    func digestRun(_ tag: String) -> [String] {
        switch self {
        case .buildah: ["inspect", "--type", "image", "--format", "{{.FromImageDigest}}", tag]
        case .podman: ["image", "inspect", "--format", "{{.Digest}}", tag]
        case .docker: ["image", "inspect", "--format", "{{.Id}}", tag]
        }
    }

    /// Whether a reference's registry is on this machine: engines do without TLS there, as docker does.
    private static func isOfThisMachine(_ reference: String) -> Bool {
        let host = reference.prefix { $0 != "/" }
        return host.hasPrefix("127.") || host.hasPrefix("[::1]") || host == "localhost" || host.hasPrefix("localhost:")
    }
}
