import Events
import Foundation
import ImageReference
import Testing

/// The files of `events-samples/`, found from this file's place in the repository.
enum Samples {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "events-samples")

    /// When the tests' host received everything.
    static let receivedAt = Date(timeIntervalSince1970: 1_770_000_000)

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }

    /// The delivery that the runner makes of a file.
    static func delivery(_ path: String) throws -> Delivery {
        let bytes = try bytes(path)
        guard path.hasSuffix(".http") else { return Delivery(body: bytes, receivedAt: receivedAt) }
        return try Delivery(headerBlock: bytes, receivedAt: receivedAt)
    }

    /// The sentences that the README promises for the invalid ones.
    static func promisedSentences() throws -> [String: String] {
        let readme = String(decoding: try bytes("README.md"), as: UTF8.self)
        return readme.split(separator: "\n").reduce(into: [:]) { sentences, line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 2, cells[0].hasPrefix("`invalid-") else { return }
            sentences[cells[0].trimmingCharacters(in: ["`"])] = cells[1]
        }
    }
}

extension Delivery {
    /// A delivery of text, received when ``Samples/receivedAt`` says.
    init(_ text: String, contentType: String? = nil, headers: Headers = Headers()) {
        self.init(
            body: Array(text.utf8), contentType: contentType, headers: headers, receivedAt: Samples.receivedAt)
    }
}

/// What decoding an image event gives: the failure's sentence, the images, or why there are none.
func outcome(_ delivery: Delivery) -> String {
    do {
        let event = try Event<ImageEvent>.decode(delivery)
        if let ignored = event.ignored { return ignored }
        return event.payload.images.map { image in
            "\(image.image):\(image.tag)" + (image.digest.map { "@\($0)" } ?? "")
        }.joined(separator: " ")
    } catch {
        return error.description
    }
}

@Suite struct SamplesTests {
    static let digest = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

    @Test(
        arguments: [
            ("ours.json", "registry.example.com/my-awesome-app:v1.2.3", nil),
            ("ours-digest.json", "registry.example.com/my-awesome-app:v1.2.3@" + digest, nil),
            ("ours-bare-name.json", "my-awesome-app:v1.2.3", nil),
            ("ours-reference.json", "registry.example.com:5000/team/nightly-report:v1.2.3@" + digest, nil),
            ("cloudevent-structured.json", "registry.example.com/my-awesome-app:v1.2.3", "/ci/my-awesome-app/4711"),
            ("cloudevent-binary.http", "registry.example.com/my-awesome-app:v1.2.3", "/ci/my%20awesome%20app/4712"),
        ] as [(String, String, String?)])
    func decodes(file: String, image: String, identity: String?) throws {
        let delivery = try Samples.delivery("image/" + file)
        #expect(outcome(delivery) == image)
        let event = try Event<ImageEvent>.decode(delivery)
        let pushed = try #require(event.payload.images.first)
        #expect(pushed.isOurOwn && event.payload.images.count == 1 && event.sender == nil)
        #expect(pushed.image.isBareName == (file == "ours-bare-name.json"))
        #expect(event.identity.kind == (identity == nil ? .naming : .identifying))
        if let identity { #expect(event.identity.text == identity) }
    }

    @Test func invalidOnesSayWhatTheReadmePromises() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Samples.folder.appending(path: "image").path())
        let sentences = try Samples.promisedSentences()
        #expect(Set(sentences.keys) == Set(files.filter { $0.hasPrefix("invalid-") }))
        for (file, sentence) in sentences {
            #expect(outcome(try Samples.delivery("image/" + file)) == sentence)
        }
    }

    @Test func allAreInTheReadme() throws {
        let readme = String(decoding: try Samples.bytes("README.md"), as: UTF8.self)
        for file in try FileManager.default.contentsOfDirectory(atPath: Samples.folder.appending(path: "image").path())
        {
            #expect(readme.contains("`\(file)`"), "\(file) is not in the README")
        }
    }
}
