import Testing

@testable import GitOps

/// The rules that npm documents (https://github.com/npm/node-semver, "Ranges" and "Advanced Range Syntax").
@Suite struct VersionRangeTests {
    struct Case: CustomTestStringConvertible {
        let range: String
        let inside: [String]
        let outside: [String]
        var testDescription: String { range }

        init(_ range: String, _ inside: String, not outside: String) {
            self.range = range
            self.inside = inside.split(separator: " ").map(String.init)
            self.outside = outside.split(separator: " ").map(String.init)
        }
    }

    static let cases = [
        Case(">=1.2.7", "1.2.7 1.2.8 2.5.3 1.3.9", not: "1.2.6 1.1.0 1.2.7-rc.1 2.0.0-rc.1"),
        Case(">=1.2.7 <1.3.0", "1.2.7 1.2.8 1.2.99", not: "1.2.6 1.3.0 1.1.0 1.3.0-rc.1"),
        Case("1.2.7 || >=1.2.9 <2.0.0", "1.2.7 1.2.9 1.4.6", not: "1.2.8 2.0.0"),
        Case("", "0.0.0 1.2.3 9.9.9", not: "1.0.0-a"),
        Case("*", "0.0.0 1.2.3", not: "1.0.0-a"), Case("1.0.0 ||", "1.0.0 2.0.0", not: "1.0.0-a"),
        Case(">1.2.3-alpha.3", "1.2.3-alpha.7 1.2.3 3.4.5", not: "3.4.5-alpha.9 1.2.3-alpha.3 1.2.3-alpha.2"),
        Case("1.2.3 - 2.3.4", "1.2.3 2.3.4 2.0.0", not: "1.2.2 2.3.5"),
        Case("1.2 - 2.3.4", "1.2.0 2.3.4", not: "1.1.9"),
        Case("1.2.3 - 2.3", "1.2.3 2.3.99", not: "2.4.0 2.4.0-a"), Case("1.2.3 - 2", "2.99.99", not: "3.0.0 1.2.2"),
        Case("1.x", "1.0.0 1.99.0", not: "0.9.9 2.0.0 2.0.0-0"), Case("1.2.x", "1.2.0 1.2.9", not: "1.3.0 1.1.9"),
        Case("1", "1.0.0 1.9.9", not: "2.0.0"), Case("1.2.*", "1.2.5", not: "1.3.0"),
        Case("1.X.X", "1.5.5", not: "2.0.0"),
        Case("~1.2.3", "1.2.3 1.2.9", not: "1.3.0 1.2.2"), Case("~1.2", "1.2.0 1.2.9", not: "1.3.0"),
        Case("~1", "1.0.0 1.9.9", not: "2.0.0"), Case("~0.2.3", "0.2.3 0.2.9", not: "0.3.0"),
        Case("~1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.4 1.2.3 1.2.4", not: "1.2.4-beta.2 1.2.3-beta.1 1.3.0"),
        Case("^1.2.3", "1.2.3 1.9.0", not: "2.0.0 1.2.2 2.0.0-rc.1"), Case("^0.2.3", "0.2.3 0.2.9", not: "0.3.0"),
        Case("^0.0.3", "0.0.3", not: "0.0.4 0.0.2"),
        Case("^0.0.3-beta", "0.0.3-beta 0.0.3-pr.2 0.0.3", not: "0.0.4 0.0.4-a"),
        Case("^1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.4 1.9.9", not: "1.2.4-beta.2 2.0.0"),
        Case("^1.2.x", "1.2.0 1.9.0", not: "2.0.0 1.1.9"), Case("^0.0.x", "0.0.0 0.0.9", not: "0.1.0"),
        Case("^0.0", "0.0.0 0.0.9", not: "0.1.0"), Case("^1.x", "1.0.0 1.9.9", not: "2.0.0"),
        Case("^0.x", "0.0.0 0.9.9", not: "1.0.0"), Case("^0.0.0", "0.0.0", not: "0.0.1"),
        Case("=1.2.3", "1.2.3 1.2.3+b", not: "1.2.4 1.2.3-a"), Case("v1.2.3", "1.2.3", not: "1.2.4"),
        Case(">1.2", "1.3.0", not: "1.2.9 1.2.0"), Case(">1", "2.0.0", not: "1.9.9"),
        Case("<=1.2", "1.2.9", not: "1.3.0"),
        Case("<1.2", "1.1.9", not: "1.2.0 1.2.0-a"), Case("> 1.2.3", "1.2.4", not: "1.2.3"),
        Case(">= 1.2.3  < 2", "1.2.3", not: "2.0.0"), Case("~ 1.2", "1.2.9", not: "1.3.0"),
        Case("=*", "1.0.0", not: "1.0.0-a"),
        Case(">=*", "1.0.0", not: "1.0.0-a"), Case("~x", "1.0.0", not: "1.0.0-a"),
        Case("x - 2.0.0", "1.0.0", not: "2.0.1"),
        Case("1.0.0 - x", "9.0.0", not: "0.9.0"), Case("1.2.3-rc.1", "1.2.3-rc.1", not: "1.2.3 1.2.3-rc.2"),
        Case(">=1.2.0-a <1.2", "", not: "1.2.0-b 1.2.0 1.1.0"), Case("^1 ^2", "", not: "1.0.0 2.0.0"),
        Case("<1.0.0-rc.2", "0.9.0 1.0.0-rc.1", not: "1.0.0-rc.2 0.9.0-a 1.0.0"),
        Case("999999999999999999", "999999999999999999.1.0", not: "1.0.0"),
    ]

    @Test(arguments: cases) func contains(_ test: Case) throws {
        let range = try #require(VersionRange(test.range))
        for text in test.inside { #expect(range.contains(try #require(SemanticVersion(text))), "\(text)") }
        for text in test.outside { #expect(!range.contains(try #require(SemanticVersion(text))), "\(text)") }
    }

    @Test(arguments: [
        "latest", "1.2.3.4", ">", ">=", "1.2-beta", "1.x.beta", "1.x.x.x", "1..2", ".", "01.2.3", ">>1.0.0", "!1.0.0",
        "=>1.0.0",
        "1.0.0,", "1.0.0 & 2.0.0", "1.0.0 | 2.0.0", "1.0.0 - 2.0.0 - 3.0.0", "- 1.0.0", ">*", "<*",
        "^9999999999999999999", "9223372036854775807",
    ])
    func refuses(text: String) {
        #expect(VersionRange(text) == nil)
    }
}
