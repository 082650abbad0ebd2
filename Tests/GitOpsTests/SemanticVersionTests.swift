import Testing

@testable import GitOps

@Suite struct SemanticVersionTests {
    /// The example of https://semver.org, section 11, and more in between.
    static let order = [
        "0.0.0-0", "0.0.0", "0.0.1", "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.2", "1.0.0-alpha.11",
        "1.0.0-alpha.beta", "1.0.0-alpha-1", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
        "1.0.1",
        "1.2.0", "1.10.0", "2.0.0", "2.1.0", "2.1.1", "10.0.0",
    ]

    @Test(arguments: order.indices, order.indices) func precedence(left: Int, right: Int) throws {
        let first = try #require(SemanticVersion(Self.order[left]))
        let second = try #require(SemanticVersion(Self.order[right]))
        #expect((first < second) == (left < right))
        #expect((first == second) == (left == right))
    }

    @Test(arguments: [("1.0.0+a", "1.0.0+b"), ("v1.0.0", "1.0.0"), ("1.0.0-a+x.1", "1.0.0-a"), ("1.0.0+-.0A", "1.0.0")])
    func areTheSame(left: String, right: String) throws {
        #expect(try #require(SemanticVersion(left)) == (try #require(SemanticVersion(right))))
    }

    @Test(arguments: [
        "", "1", "1.2", "1.2.3.4", "01.2.3", "1.02.3", "1.2.03", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3-a_b",
        "1.2.3+",
        "1.2.3+a+b", "1.2.3+a..b", "1.2.3+a_b", "-1.2.3", "+1.2.3", "1.2.-3", "1.2.x", "V1.2.3", "vv1.2.3", " 1.2.3",
        "1.2.3 ",
        "١.2.3", "1.2.3-é", "latest", "99999999999999999999.0.0", "1.0.0-99999999999999999999",
    ])
    func refuses(text: String) {
        #expect(SemanticVersion(text) == nil)
    }
}
