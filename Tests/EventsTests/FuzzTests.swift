import Events
import Foundation
import Testing

/// Whatever arrives, there is an event that keeps our promises or an ``InvalidEvent`` that does: never a crash.
@Suite struct FuzzTests {
    /// Knuth's 64-bit linear congruential generator, so that a failure comes back with its seed.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    static let pieces = [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u", "\\ud800", "null", "1e9", "\u{0}", "\n", "%", "%FF",
        "\"tag\":", "\"data\":", "\"data_base64\":\"e30=\",", "\"specversion\":\"1.0\",", "ce-id: ", "😀",
    ].map { Array($0.utf8) }

    static func mutate(_ bytes: inout [UInt8], _ random: inout Generator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = Int.random(in: place...min(bytes.count, place + 9), using: &random)
        switch UInt8.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 2: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
        case 3: bytes.replaceSubrange(place..<end, with: [UInt8.random(in: .min ... .max, using: &random)])
        default: bytes.removeSubrange((place + end) / 2..<end)
        }
    }

    @Test func mutatedSamples() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Samples.folder.appending(path: "image").path())
        let samples = try names.sorted().map { (name: $0, bytes: try Samples.bytes("image/" + $0)) }
        var events = 0
        for seed in 0..<10_000 {
            var random = Generator(state: UInt64(seed))
            let sample = try #require(samples.randomElement(using: &random))
            var bytes = sample.bytes
            for _ in 0...Int.random(in: 0..<4, using: &random) { Self.mutate(&bytes, &random) }
            do {
                let delivery =
                    sample.name.hasSuffix(".http")
                    ? try Delivery(headerBlock: bytes, receivedAt: Samples.receivedAt)
                    : Delivery(body: bytes, receivedAt: Samples.receivedAt)
                let event = try Event<ImageEvent>.decode(delivery)
                events += 1
                #expect(isPlain(event.identity.text) && event.identity.text.utf8.count <= 256, "seed \(seed)")
                #expect(event.payload.images.isEmpty == (event.ignored != nil), "seed \(seed)")
                #expect(event.ignored?.utf8.allSatisfy { (0x20...0x7E).contains($0) } ?? true, "seed \(seed)")
            } catch {
                #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "seed \(seed)")
            }
        }
        #expect((500..<9_500).contains(events), "\(events) of the mutations were events")
    }

    private func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
