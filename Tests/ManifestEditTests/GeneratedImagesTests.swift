import ImageReference
import Testing

@testable import ManifestEdit

/// What has to hold of every edit, on manifests that nobody would write.
@Suite struct GeneratedImagesTests {
    @Test(arguments: 0..<800)
    func changesTheImageAlone(seed: Int) throws {
        let generated = ManifestGenerator(seed: seed)
        let original = try Manifest(generated.before)
        let wanted = try WantedImage("shop:v2.0.1@" + Digest.new)
        let edited = try original.setting(wanted)

        // The bytes: those of the image and no others.
        try #require(edited.manifest.text == generated.after)
        #expect(edited.changes.count == generated.places)

        // The meaning: the same everywhere else. The whole result is parsed here, whatever the edit has parsed.
        let result = try Manifest(parsing: edited.bytes)
        let differences = try #require(Self.differences(original.documents.map(\.root), result.documents.map(\.root)))
        #expect(differences.count <= generated.places)
        #expect(differences.isEmpty == (generated.places == 0))
        #expect(differences.allSatisfy { $0.contains("shop") || $0.hasPrefix("v1") })

        // Again is no change, and back is the file as it was.
        #expect(try result.setting(wanted).changes.isEmpty)
        #expect(try result.setting(WantedImage("shop:v1@" + Digest.old)).bytes == original.bytes)
    }

    @Test func hasPlacesToChange() {
        let places = (0..<800).map { ManifestGenerator(seed: $0).places }
        #expect(places.count { $0 > 0 } > 500)
        #expect(places.contains { $0 > 8 })
    }

    /// The texts of the scalars that are not the same; nil if the trees have other shapes.
    private static func differences(_ before: [YAMLNode], _ after: [YAMLNode]) -> [String]? {
        guard before.count == after.count else { return nil }
        var all: [String] = []
        for (old, new) in zip(before, after) {
            guard old.properties == new.properties else { return nil }
            switch (old.kind, new.kind) {
            case (.scalar(let left), .scalar(let right)):
                if left != right { all.append(left.text) }
            case (.alias(let left), .alias(let right)):
                guard left.name == right.name else { return nil }
            case (.sequence(let left, let style), .sequence(let right, let newStyle)) where style == newStyle:
                guard let below = differences(left, right) else { return nil }
                all += below
            case (.mapping(let left, let style), .mapping(let right, let newStyle)) where style == newStyle:
                guard let keys = differences(left.map(\.key), right.map(\.key)), keys.isEmpty,
                    let below = differences(left.map(\.value), right.map(\.value))
                else { return nil }
                all += below
            default: return nil
            }
        }
        return all
    }
}
