import Testing

@testable import RemoteGit

@Suite struct RepositoryPathTests {
    @Test(arguments: [
        ("a/b/c", ["a", "b", "c"]), ("a/", ["a"]), ("", []), (".", []), ("a b/ü", ["a b", "ü"]),
        (".github", [".github"]),
        (".gitops.yaml", [".gitops.yaml"]), ("...", ["..."]), ("a:b", ["a:b"]), ("-", ["-"]),
        (String(repeating: "x", count: 255), [String(repeating: "x", count: 255)]),
    ])
    func parses(text: String, components: [String]) {
        #expect(RepositoryPath(text)?.components == components)
    }

    @Test(arguments: [
        "/", "/a", "a//b", "a//", "./a", "a/.", "..", "a/../b", ".git", "a/.GIT/config", "a\\b", "a\nb", "a\0b",
        "\u{7F}",
        String(repeating: "x", count: 256), String(repeating: "ü", count: 128),
    ])
    func refuses(text: String) {
        #expect(RepositoryPath(text) == nil)
    }

    @Test(
        arguments: [
            ("../base", "apps/base"), ("../../x/y", "x/y"), ("./a", "apps/shop/a"), ("a//b/", "apps/shop/a/b"),
            ("..", "apps"),
            ("../..", "."), ("", "apps/shop"), ("../../..", nil), ("a/../../../../b", nil), ("/a", nil),
            (".git/x", nil),
            ("a\\b", nil), ("../.git", nil),
        ] as [(String, String?)])
    func resolves(reference: String, result: String?) {
        #expect(RepositoryPath("apps/shop")?.resolving(reference)?.description == result)
    }

    @Test(arguments: [
        ("a/b", "a", true), ("a", "a", true), ("a", ".", true), ("ab", "a", false), ("a", "a/b", false),
        ("b/a", "a", false),
    ])
    func isInside(path: String, directory: String, result: Bool) throws {
        let directory = try #require(RepositoryPath(directory))
        #expect(RepositoryPath(path)?.isInside(directory) == result)
    }

    @Test func relatives() throws {
        let path = try #require(RepositoryPath("a/b/c"))
        #expect(path.parent?.description == "a/b")
        #expect(path.name == "c")
        #expect(path.prefix(1).description == "a")
        #expect(path.prefix(9) == path)
        #expect(path.appending("d")?.description == "a/b/c/d")
        for name in ["", "d/e", "..", ".git"] { #expect(path.appending(name) == nil) }
        #expect(RepositoryPath.root.parent == nil)
        #expect(RepositoryPath.root.name == nil)
    }

    /// One accent, two encodings: one string to Swift, two files to Git.
    @Test func namesAreBytes() throws {
        let composed = try #require(RepositoryPath("caf\u{E9}/x"))
        let decomposed = try #require(RepositoryPath("cafe\u{301}/x"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(!composed.isInside(decomposed.prefix(1)))
        #expect(decomposed < composed)
        let revision = try Revision(files: [composed: [1], decomposed: [2]])
        #expect(revision.lookup(composed) == .file([1], executable: false))
        #expect(revision.lookup(decomposed) == .file([2], executable: false))
    }
}
