import ImageReference
import Testing

@Suite struct ImageReferenceTests {
    static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(
        arguments: [
            ("nginx", "nginx", nil, nil),
            ("nginx:1.27", "nginx", "1.27", nil),
            ("registry.example.com:5000/team/shop", "registry.example.com:5000/team/shop", nil, nil),
            ("registry.example.com:5000/team/shop:v1.2.3", "registry.example.com:5000/team/shop", "v1.2.3", nil),
            ("localhost/shop:v1@" + digest, "localhost/shop", "v1", digest),
            ("ghcr.io/acme/my__app.x-y@" + digest, "ghcr.io/acme/my__app.x-y", nil, digest),
        ] as [(String, String, String?, String?)])
    func parses(text: String, repository: String, tag: String?, digest: String?) throws {
        let reference = try ImageReference(text)
        #expect(reference.repository.name == repository)
        #expect(reference.tag?.text == tag)
        #expect(reference.digest?.text == digest)
        #expect(reference.description == text)
    }

    @Test(arguments: [
        ("", ImageReferenceError.Part.repository),
        ("Shop", .repository),
        ("a//b", .repository),
        ("../etc/passwd", .repository),
        ("registry.example.com/a..b", .repository),
        ("registry.example.com/a___b", .repository),
        ("registry.example.com/-a", .repository),
        ("registry.example.com:port/a", .repository),
        ("-host.example.com/a", .repository),
        ("shop name", .repository),
        ("shop\nname", .repository),
        (String(repeating: "a", count: 256), .repository),
        ("shop:", .tag),
        ("shop:v1\n", .tag),
        ("shop:v1\"", .tag),
        ("shop:..", .tag),
        ("shop:-v1", .tag),
        ("shop:v1 # note", .tag),
        ("shop:é", .tag),
        ("shop:" + String(repeating: "1", count: 129), .tag),
        ("shop@sha256:00", .digest),
        ("shop@md5:00", .digest),
        ("shop@sha256:" + String(repeating: "A", count: 64), .digest),
    ])
    func refuses(text: String, part: ImageReferenceError.Part) {
        let error = #expect(throws: ImageReferenceError.self) { try ImageReference(text) }
        #expect(error?.part == part)
    }

    @Test(arguments: [
        ("nginx", "docker.io/library/nginx"),
        ("acme/app", "index.docker.io/acme/app"),
    ])
    func fillsInDockerHub(short: String, long: String) throws {
        #expect(try ImageRepository(short) == ImageRepository(long))
        #expect(try ImageRepository(short).name == short)
    }

    @Test func tellsRepositoriesApart() throws {
        #expect(try ImageRepository("registry.example.com/shop") != ImageRepository("shop"))
        #expect(try ImageRepository("registry.example.com:5000/shop") != ImageRepository("registry.example.com/shop"))
    }
}
