import Crypto
import FoundationEssentials

/// An image of one empty layer in a directory (OCI image layout specification 1.0).
public struct OCIImage: Sendable {
    /// The name of the image in its directory.
    static let name = "image"

    /// The directory.
    public let directory: String
    /// The digest of its manifest.
    public let digest: String

    private struct Descriptor: Encodable {
        var mediaType: String
        var digest: String
        var size: Int
        var annotations: [String: String]?
    }

    private struct Configuration: Encodable {
        struct RootFS: Encodable {
            let type = "layers"
            let diff_ids: [String]
        }

        let architecture = "amd64"
        let os = "linux"
        let config: [String: [String: String]]
        let rootfs: RootFS
    }

    private struct Manifest: Encodable {
        let schemaVersion = 2
        let mediaType = "application/vnd.oci.image.manifest.v1+json"
        let config: Descriptor
        let layers: [Descriptor]
    }

    private struct Index: Encodable {
        let schemaVersion = 2
        let manifests: [Descriptor]
    }

    /// Makes an image in a directory of its own.
    ///
    /// - Parameter version: a label, so that two versions are two images.
    public init(version: String, in directory: TemporaryDirectory) throws {
        self.directory = directory.path("image-\(version)")
        let blobs = Blobs(directory: self.directory)
        let layer = try blobs.add([UInt8](repeating: 0, count: 1024), "application/vnd.oci.image.layer.v1.tar")
        let configuration = try blobs.add(
            json: Configuration(config: ["Labels": ["version": version]], rootfs: .init(diff_ids: [layer.digest])),
            "application/vnd.oci.image.config.v1+json")
        let content = Manifest(config: configuration, layers: [layer])
        var manifest = try blobs.add(json: content, content.mediaType)
        digest = manifest.digest
        manifest.annotations = ["org.opencontainers.image.ref.name": Self.name]
        try blobs.write(Index(manifests: [manifest]), to: "index.json")
        try blobs.write(["imageLayoutVersion": "1.0.0"], to: "oci-layout")
    }

    private struct Blobs {
        let directory: String

        func add(json content: some Encodable, _ type: String) throws -> Descriptor {
            try add(Array(try encoder.encode(content)), type)
        }

        func add(_ bytes: [UInt8], _ type: String) throws -> Descriptor {
            let digits = Array("0123456789abcdef")
            let hash = String(SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
            try write(Data(bytes), "blobs/sha256/\(hash)")
            return Descriptor(mediaType: type, digest: "sha256:\(hash)", size: bytes.count)
        }

        func write(_ content: some Encodable, to name: String) throws {
            try write(try encoder.encode(content), name)
        }

        private func write(_ data: Data, _ name: String) throws {
            let blobs = directory + "/blobs/sha256"
            try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
            try data.write(to: URL(filePath: "\(directory)/\(name)"))
        }

        private var encoder: JSONEncoder {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return encoder
        }
    }
}
