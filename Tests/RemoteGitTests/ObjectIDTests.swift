import TestSupport
import Testing

@testable import RemoteGit

@Suite struct ObjectIDTests {
    @Test(arguments: [
        String(repeating: "0", count: 40), String(repeating: "f", count: 40),
        "0123456789abcdef0123456789abcdef01234567",
    ])
    func readsAndWrites(text: String) throws {
        let id = try #require(ObjectID(hex: text))
        #expect(id.description == text)
        #expect(ObjectID(hex: text.uppercased()) == id)
        #expect(ObjectID(bytes: id.bytes) == id)
        #expect(id.bytes.count == 20)
    }

    @Test(arguments: [
        "", "0", String(repeating: "0", count: 39), String(repeating: "0", count: 41),
        String(repeating: "0", count: 64),
        "g" + String(repeating: "0", count: 39), "-" + String(repeating: "0", count: 39),
        String(repeating: "\u{FF10}", count: 40), " " + String(repeating: "0", count: 39),
        String(repeating: "é", count: 20),
    ])
    func refuses(text: String) {
        #expect(ObjectID(hex: text) == nil)
    }

    @Test(arguments: [0, 19, 21, 32]) func refusesOtherLengths(count: Int) {
        #expect(ObjectID(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(arguments: [ObjectKind.blob, .tree, .commit, .tag], [0, 1, 5000])
    func isTheHashThatGitMakes(kind: ObjectKind, count: Int) async throws {
        let content = [UInt8](repeating: 120, count: count)
        let id = try await GitCommand(in: "/")(
            "hash-object", "--literally", "-t", kind.name, "--stdin", input: content
        ).text
        #expect("\(ObjectID(hashing: content, as: kind))" == id)
        #expect("\(ObjectID(hashing: content[...].lazy.map(\.self), as: kind))" == id)
    }
}
