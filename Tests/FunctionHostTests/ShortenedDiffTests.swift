import Testing

@testable import FunctionHost

/// What of a difference is shown in a chat.
@Suite struct ShortenedDiffTests {
    @Test func linesOfFilesAreAllThere() {
        let diff = """
            diff --git a/x b/x
            new file mode 100644
            index 0000000..83baae6 100644
            --- /dev/null
            +++ b/x
            @@ -0,0 +1,2 @@
            +index of all
             diff --git kept

            """
        #expect(
            ShortenedDiff(diff).lines == [
                "--- /dev/null", "+++ b/x", "@@ -0,0 +1,2 @@", "+index of all", " diff --git kept",
            ])
        #expect(ShortenedDiff("").lines.isEmpty)
    }

    @Test(arguments: [(40, 40, ""), (41, 41, "… and 1 more line"), (5_000, 41, "… and 4960 more lines")])
    func manyLines(count: Int, shown: Int, last: String) {
        let lines = ShortenedDiff(String(repeating: "+a\n", count: count)).lines
        #expect(lines.count == shown && lines.last == (last.isEmpty ? "+a" : last))
    }

    @Test func aLineIsOneAndNotTooLong() {
        let lines = ShortenedDiff("+a\r\n+b\u{2028}c\u{85}d\n+\(String(repeating: "x", count: 200))\n").lines
        #expect(lines == ["+a ", "+b c d", "+\(String(repeating: "x", count: 119))…"])
    }
}
