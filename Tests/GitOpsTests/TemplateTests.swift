import Testing

@testable import GitOps

@Suite struct TemplateTests {
    @Test func findsEveryWayToMatch() throws {
        let template = try #require(Template("{a}-{b}"))
        #expect(template.allMatches("x-y-z") == [["a": "x", "b": "y-z"], ["a": "x-y", "b": "z"]])
        #expect(template.allMatches("xy").isEmpty && template.allMatches("x-y/z").isEmpty)
        #expect(Template("shop")?.allMatches("shop") == [[:]])
        #expect(Template("{a}/{a}")?.allMatches("x/x") == [["a": "x"]])
    }

    @Test(
        arguments: [
            ("apps/{app}", "apps/shop", ["app": "shop"]), ("apps/{app}", "apps/shop/x", nil),
            ("apps/{app}", "apps/", nil),
            ("{app}-{env}", "shop-prod", ["app": "shop", "env": "prod"]),
            ("{app}-{env}", "my-shop-prod", ["app": "my", "env": "shop-prod"]),
            ("{a}{b}", "xyz", ["a": "x", "b": "yz"]),
            ("{a}{b}", "x", nil), ("*/{app}", "team/shop", ["app": "shop"]), ("*/{app}", "a/team/shop", nil),
            ("r.example.com/*/{app}", "r.example.com/team/shop", ["app": "shop"]), ("*", "", nil), ("a*c", "abbc", [:]),
            ("a*c", "ac", nil), ("**", "ab", [:]), ("{a}/{a}", "x/x", ["a": "x"]), ("{a}/{a}", "x/y", nil),
            ("{a}-{a}", "x-y-x-y", ["a": "x-y"]), ("{a}-{b}/{b}", "x-y-z/z", ["a": "x-y", "b": "z"]),
            ("{a}-{b}/{b}-{c}", "x-y-z/z-w", ["a": "x-y", "b": "z", "c": "w"]), ("*-{b}/{b}", "x-y-z/z", ["b": "z"]),
            ("", "", [:]), ("a.c", "abc", nil), ("{ü}", "ä", ["ü": "ä"]), ("{a}x", "xxx", ["a": "xx"]),
        ] as [(String, String, [String: String]?)])
    func matches(template: String, text: String, bindings: [String: String]?) {
        #expect(Template(template)?.match(text) == bindings)
    }

    @Test(
        arguments: [
            ("{a}-{b}", "x-y", ["a": "x"], ["a": "x", "b": "y"]), ("{a}-{b}", "x-y", ["a": "z"], nil),
            ("{a}-{b}", "x-y-z", ["b": "z"], ["a": "x-y", "b": "z"]),
            ("{a}", "x", ["other": "y"], ["a": "x", "other": "y"]),
        ] as [(String, String, [String: String], [String: String]?)])
    func keepsWhatIsBound(template: String, text: String, given: [String: String], bindings: [String: String]?) {
        #expect(Template(template)?.match(text, given) == bindings)
    }

    @Test(arguments: ["{", "}", "a{b", "a}b", "{}", "{a b}", "{{a}}", "{a/b}", "{a", "{a.b}", "{*}"])
    func refuses(text: String) {
        #expect(Template(text) == nil)
    }

    @Test(
        arguments: [
            ("{app}/x-{env}/{app}", "shop/x-prod/shop"), ("plain", "plain"), ("{app}/{open}", nil), ("{app}/*", nil),
        ] as [(String, String?)])
    func fills(template: String, text: String?) {
        #expect(Template(template)?.filled(with: ["app": "shop", "env": "prod"]) == text)
    }

    @Test func namesItsPlaceholdersOnce() {
        #expect(Template("{b}/{a}-{b}/*")?.placeholders == ["b", "a"])
        #expect(Template("{b}/*")?.hasWildcard == true)
        #expect(Template("{b}/x")?.hasWildcard == false)
    }

    @Test(
        arguments: [
            ("r.example.com/*/{app}", "shop", ["app": "shop"]), ("x/{app}-api", "shop", nil), ("x/y", "y", [:]),
        ]
            as [(String, String, [String: String]?)])
    func matchesTheLastComponent(template: String, name: String, bindings: [String: String]?) {
        #expect(Template(template)?.matchLastComponent(name) == bindings)
    }
}
