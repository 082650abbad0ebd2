import ImageReference

@testable import ManifestEdit

/// Two digests that are not each other.
enum Digest {
    static let old = "sha256:" + String(repeating: "0a", count: 32)
    static let new = "sha256:" + String(repeating: "1b", count: 32)

    /// The text with digests for OLD and NEW, and with their digits for HEX and HEY.
    static func filled(_ text: String) -> String {
        text.replacing("OLD", with: old).replacing("NEW", with: new)
            .replacing("HEX", with: old.dropFirst("sha256:".count))
            .replacing("HEY", with: new.dropFirst("sha256:".count))
    }
}

extension WantedImage {
    /// As `registry.example.com/shop:v2@sha256:…`.
    init(_ text: String) throws {
        let reference = try ImageReference(text)
        self.init(
            repository: reference.repository, tag: try reference.tag ?? ImageTag("missing"), digest: reference.digest)
    }
}

extension Manifest {
    init(_ text: String, path: String = "") throws {
        try self.init(parsing: Array(text.utf8), path: path)
    }

    static func kustomization(_ text: String) throws -> Manifest {
        try Manifest(text, path: "apps/shop/kustomization.yaml")
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A Pod with one container, whose image is written as given.
func pod(image: String) -> String {
    """
    apiVersion: v1
    kind: Pod
    spec:
      containers:
      - name: app
        image: \(image)
        env: []

    """
}

/// A generator whose numbers are the same in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
