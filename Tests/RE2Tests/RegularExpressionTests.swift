import Testing

@testable import RE2

@Suite struct RegularExpressionTests {
    @Test(arguments: [
        ("shop", "shop", true), ("shop", "shops", false), ("s(ho|to)p", "stop", true), ("a|ab", "ab", true),
        ("", "", true),
        ("", "a", false), (".*", "", true), ("(?i)SHOP", "shop", true), (#"\d+"#, "12", true),
        (#"\d"#, "\u{0661}", false),
        (".", "é", true), (#"\pL+"#, "Ω", true), ("a.b", "a\nb", false), ("(?s)a.b", "a\nb", true), ("a", "a\0", false),
    ])
    func matchesWholeTexts(expression: String, text: String, isTrue: Bool) throws {
        #expect(try RegularExpression(expression).matchesWhole(text) == isTrue)
    }

    @Test func capturesWhatGroupsMatch() throws {
        let expression = try RegularExpression(#"main-(?P<number>\d+)(-x)?-()"#)
        #expect(expression.firstMatch(in: "the main-12-é") == ["main-12-", "12", nil, ""])
        #expect(expression.firstMatch(in: "main-") == nil)
        #expect(try RegularExpression("").firstMatch(in: "") == [""])
    }

    /// A backtracking engine would take longer for this than there is time.
    @Test(.timeLimit(.minutes(10)), arguments: ["(a+)+$", "(a|aa)+$", "(.*)*(.*)*(.*)*x$", "([a-z]+)*[0-9]"])
    func noExpressionTakesLong(expression: String) throws {
        let text = String(repeating: "a", count: 100_000) + "!"
        let expression = try RegularExpression(expression)
        #expect(!expression.matchesWhole(text))
        #expect(expression.firstMatch(in: text) == nil)
    }

    @Test(arguments: [
        ("(", "missing ): ("), ("a(?=b)", "invalid perl operator: (?="), (#"(a)\1"#, #"invalid escape sequence: \1"#),
        ("[", "missing ]: ["), ("(a{1000}){1000}", "invalid repetition size"),
        (#"[^a]{1000}[^b]{1000}\pL{1000}"#, "pattern too large"),
    ])
    func saysWhatIsWrong(expression: String, reason: String) {
        let failure = #expect(throws: RegularExpression.Failure.self) { try RegularExpression(expression) }
        #expect(failure?.reason.contains(reason) == true, "\(failure?.reason ?? "")")
    }

    @Test func manyMayUseOne() async throws {
        let expression = try RegularExpression("(a|b)*c")
        let results = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask { expression.matchesWhole(String(repeating: "ab", count: number) + "c") }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(!results.contains(false))
    }
}
