import ImageReference
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// What lies behind a symbolic link has another path, by which the policy may name it; by the link's it is not there.
@Suite struct LinkedDirectoryTests {
    private static let policy = """
        version: 1
        applications:
        - {name: "{app}", path: "apps/{app}/prod", images: [r.io/team/shop]}
        - {name: by-link, path: linked/shop/prod, images: [r.io/team/shop]}
        - {name: by-last-link, path: apps/shop/link, images: [r.io/team/shop]}

        """

    @Test func noApplicationIsBehindALink() async throws {
        try await Self.withLinks { revision in
            let policy = try Policy.read(PolicyReader.root(Array(Self.policy.utf8)))
            let search = ApplicationSearch(policy, in: Snapshot(revision))
            let result = try search.applications(with: ImageRepository("r.io/team/shop"), isBare: false)
            #expect(result.applications.map { "\($0.name)=\($0.path)" } == ["shop=apps/shop/prod"])
            #expect(result.absent == ["linked/shop/prod", "apps/shop/link"])
            for name in ["by-link", "by-last-link", "cart"] {
                let found = try search.applications(named: name)
                #expect(found.applications.isEmpty, "\(name)")
            }
        }
    }

    @Test(arguments: ["linked/shop/prod/app.yaml", "apps/cart/prod/app.yaml", "apps/shop/prod/link.yaml"])
    func noFileIsReadThroughALink(text: String) async throws {
        let own = try #require(RepositoryPath("apps/shop/prod/app.yaml"))
        let linked = try #require(RepositoryPath(text))
        try await Self.withLinks { revision in
            let snapshot = Snapshot(revision)
            let content = try snapshot.file(own)
            #expect(content == Array("a: 1\n".utf8))
            let none = try snapshot.file(linked)
            #expect(none == nil)
        }
    }

    /// Links to a directory above, beside and below, and to a file.
    private static func withLinks(_ body: (Revision) throws -> Void) async throws {
        try await withLoadedRepository(["apps/shop/prod/app.yaml": "a: 1\n"]) { _, git in
            let links = [
                ("linked", "apps"), ("apps/cart", "shop"), ("apps/shop/link", "prod"),
                ("apps/shop/prod/link.yaml", "app.yaml"),
            ]
            for (path, target) in links {
                let blob = try await git("hash-object", "-w", "--stdin", input: Array(target.utf8)).text
                try await git("update-index", "--add", "--cacheinfo", "120000,\(blob),\(path)")
            }
        } then: { branch in
            try body(try await branch.load([.subtree(.root)], of: try await branch.refresh()))
        }
    }
}
