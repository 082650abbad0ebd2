import ImageReference
import RemoteGit
import Testing

@testable import GitOps

@Suite struct ApplicationSearchTests {
    static let files = [
        "apps/shop/base/x": "", "apps/shop/overlays/dev/x": "", "apps/shop/overlays/prod/x": "",
        "apps/shop/overlays/notes": "",
        "apps/cart/overlays/prod/x": "", "clusters/east/shop/x": "", "clusters/west/shop/x": "",
        "clusters/west/cart/x": "",
        "shared/x": "", "top": "",
    ]

    private func search(_ entries: String..., image: String, isBare: Bool = false) throws -> ApplicationSearch.Result {
        let text = "version: 1\napplications:\n" + entries.map { "- \($0)\n" }.joined()
        let policy = try Policy.read(PolicyReader.root(Array(text.utf8)))
        let snapshot = Snapshot(try Revision(texts: Self.files))
        return try ApplicationSearch(policy, in: snapshot).applications(with: ImageRepository(image), isBare: isBare)
    }

    @Test(
        arguments: [
            (
                "{name: '{a}-{e}', path: 'apps/{a}/overlays/{e}', matrix: {e: [dev, stage, prod]}, images: ['r.io/*/{a}']}",
                ["shop-dev=apps/shop/overlays/dev", "shop-prod=apps/shop/overlays/prod"], ["apps/shop/overlays/stage"]
            ),
            (
                "{name: '{a}-{e}', path: 'apps/{a}/overlays/{e}', images: ['r.io/*/{a}']}",
                ["shop-dev=apps/shop/overlays/dev", "shop-prod=apps/shop/overlays/prod"], []
            ),
            (
                "{name: '{c}-{a}', path: 'clusters/{c}/{a}', images: ['r.io/*/{a}']}",
                ["east-shop=clusters/east/shop", "west-shop=clusters/west/shop"], []
            ),
            (
                "{name: '{c}', path: 'clusters/{c}/shop', images: ['*/*/shop']}",
                ["east=clusters/east/shop", "west=clusters/west/shop"], []
            ),
            ("{name: s, path: shared, images: [r.io/team/shop]}", ["s=shared"], []),
            ("{name: s, path: ., images: [r.io/team/shop]}", ["s=."], []),
            ("{name: '{e}', path: 'apps/shop/overlays/{e}', matrix: {e: [dev]}, images: ['r.io/{e}/shop']}", [], []),
            (
                "{name: '{a}', path: 'apps/{a}', matrix: {a: [cart, shop]}, images: ['r.io/team/{a}']}",
                ["shop=apps/shop"], []
            ),
            ("{name: '{a}', path: 'apps/{a}', matrix: {a: [cart]}, images: ['r.io/team/{a}']}", [], []),
            ("{name: s, path: top, images: [r.io/team/shop]}", [], ["top"]),
            ("{name: s, path: nowhere/x, images: [r.io/team/shop]}", [], ["nowhere/x"]),
            ("{name: s, path: shared, images: [r.io/team/cart]}", [], []), ("{name: s, path: shared}", [], []),
            ("{name: s, path: shared, images: [r.io/*/shop, r.io/team/shop]}", ["s=shared"], []),
        ] as [(String, [String], [String])])
    func finds(entry: String, found: [String], absent: [String]) throws {
        let result = try search(entry, image: "r.io/team/shop")
        #expect(result.applications.map { "\($0.name)=\($0.path)" } == found)
        #expect(result.absent == absent)
    }

    @Test(arguments: [
        ("nginx", "nginx", true), ("nginx", "docker.io/library/nginx", true), ("docker.io/library/{a}", "nginx", true),
        ("docker.io/*/{a}", "team/shop", true), ("team/shop", "docker.io/team/shop", true),
        ("nginx", "r.io/nginx", false),
        ("*", "docker.io/library/nginx", false), ("r.io:5000/{a}", "r.io:5000/shop", true),
        ("r.io/{a}", "r.io:5000/shop", false),
    ])
    func patterns(pattern: String, image: String, matches: Bool) throws {
        let template = try #require(Template(pattern))
        #expect((template.match(try ImageRepository(image)) != nil) == matches)
    }

    @Test(
        arguments: [
            ("shop-prod", "{name: '{a}-{e}', path: 'apps/{a}/overlays/{e}'}", ["apps/shop/overlays/prod"]),
            ("shop-dev", "{name: '{a}-{e}', path: 'apps/{a}/overlays/{e}', matrix: {e: [prod]}}", []),
            ("shop-stage", "{name: '{a}-{e}', path: 'apps/{a}/overlays/{e}'}", []),
            ("east-shop", "{name: '{c}-{a}', path: 'clusters/{c}/{a}'}", ["clusters/east/shop"]),
            ("shop", "{name: '{a}', path: 'clusters/{c}/{a}'}", ["ambiguous"]),
            ("cart", "{name: '{a}', path: 'clusters/{c}/{a}'}", ["clusters/west/cart"]),
            ("s", "{name: s, path: shared}", ["shared"]), ("t", "{name: s, path: shared}", []),
            ("../shop", "{name: '../{a}', path: 'apps/{a}'}", ["apps/shop"]),
            ("..", "{name: '{a}', path: 'apps/{a}'}", []),
        ] as [(String, String, [String])])
    func findsByName(name: String, entry: String, places: [String]) throws {
        let policy = try Policy.sample(entry)
        let result = try ApplicationSearch(policy, in: Snapshot(try Revision(texts: Self.files))).applications(
            named: name)
        #expect(result.applications.map { "\($0.path)" } + result.ambiguous.map { _ in "ambiguous" } == places)
        #expect((result.applications.map(\.name) + result.ambiguous).allSatisfy { $0 == name })
    }

    @Test func aBareNameIsTheLastComponent() throws {
        let entry = "{name: '{a}', path: 'apps/{a}', images: ['r.io/*/{a}']}"
        #expect(try search(entry, image: "shop", isBare: true).applications.map(\.name) == ["shop"])
        #expect(try search(entry, image: "shop").applications.isEmpty)
    }

    @Test func aNameOfTwoDirectoriesIsNoApplication() throws {
        let result = try search(
            "{name: s, path: shared, images: [r.io/team/shop]}", "{name: s, path: apps/shop, images: [r.io/team/shop]}",
            image: "r.io/team/shop")
        #expect(result.applications.isEmpty)
        #expect(result.ambiguous == ["s"])
        #expect(result.patterns == ["r.io/team/shop", "r.io/team/shop"])
    }

    @Test func filesAreThoseOfTheDirectory() throws {
        let entry =
            "{name: 's-{e}', path: shared, matrix: {e: [a, b]}, files: ['{e}.yaml', 'sub/{e}/../x'], images: [r.io/team/shop]}"
        let result = try search(entry, image: "r.io/team/shop")
        #expect(
            result.applications.map { $0.files?.map(\.description) } == [
                ["shared/a.yaml", "shared/sub/x"], ["shared/b.yaml", "shared/sub/x"],
            ])
    }
}
