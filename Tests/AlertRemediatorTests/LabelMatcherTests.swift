import Testing

@testable import AlertRemediator

@Suite struct LabelMatcherTests {
    private static let labels = ["alertname": "HighCPU", "severity": "warning", "app": "shop", "path": "/a,b"]

    @Test(arguments: [
        (#"alertname="HighCPU""#, true), (#"alertname="LowCPU""#, false), ("alertname=HighCPU", true),
        (#"alertname = "HighCPU""#, true), (#"alertname!="LowCPU""#, true), (#"alertname!="HighCPU""#, false),
        (#"severity=~"warning|critical""#, true), (#"severity=~"warn""#, false), (#"severity=~"warn.*""#, true),
        (#"severity!~"warn.*""#, false), (#"severity!~"critical""#, true), (#"severity=~".+""#, true),
        (#"other="""#, true), (#"other!="x""#, true), (#"other=~".+""#, false), (#"other=~"""#, true),
        (#"{alertname="HighCPU",severity="warning"}"#, true), (#"{alertname="HighCPU",severity="critical"}"#, false),
        (#"alertname="HighCPU", severity="warning","#, true), (#"path="/a,b""#, true), (#""app"="shop""#, true),
        (#"app=~"sh(op|ed)""#, true), (#"app=~"s\\w+""#, true), (#"app=~"s\w+""#, true), (#"app="sh\"op""#, false),
    ])
    func holds(text: String, isTrue: Bool) throws {
        #expect(try LabelMatcherParser.parse(text).allSatisfy { $0.holds(of: Self.labels) } == isTrue)
    }

    @Test(arguments: [
        ("", "expected a label's name at character 1"), ("alertname", "expected =, !=, =~ or !~ at character 10"),
        ("alertname==x", "expected a value at character 11"), ("a=\"x", "expected '\"' at character 5"),
        ("a=~\"(\"", "expected a regular expression of RE2 before this (missing ): () at character 7"),
        (
            #"a=~"x(?!y)""#,
            "expected a regular expression of RE2 before this (invalid perl operator: (?!) at character 12"
        ),
        ("{a=b", "expected '}' at character 5"), ("a=b c=d", "expected a comma between two matchers at character 5"),
        ("{}", "expected a label's name at character 2"), ("=x", "expected a label's name at character 1"),
    ])
    func refuses(text: String, reason: String) {
        let error = #expect(throws: LabelMatcherParser.Failure.self) { try LabelMatcherParser.parse(text) }
        #expect(error?.reason == "\(reason) of a matcher, as alertname=\"HighCPU\"")
    }
}
