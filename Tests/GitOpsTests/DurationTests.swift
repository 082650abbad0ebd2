import Testing

@testable import GitOps

@Suite struct DurationTests {
    @Test(arguments: [
        ("5m", Duration.seconds(300)), ("1h30m", .seconds(5400)), ("90s", .seconds(90)), ("0", .zero), ("0s", .zero),
        ("1d", .seconds(86_400)), ("1y", .seconds(31_536_000)), ("1w2d", .seconds(777_600)), ("5ms", .milliseconds(5)),
        ("1m5ms", .milliseconds(60_005)),
    ])
    func reads(text: String, duration: Duration) {
        #expect(Duration(prometheus: text) == duration)
    }

    @Test(arguments: ["", "5", "m", "5 m", "5m1h", "1h1h", "-5m", "1.5h", "5M", "101y", "99999999999999999999s", "٣m"])
    func refuses(text: String) {
        #expect(Duration(prometheus: text) == nil)
    }

    @Test(arguments: [(5400, "1h30m"), (90, "1m30s"), (300, "5m"), (0, "0s"), (86_400, "1d"), (1_209_600, "14d")])
    func writes(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).prometheus == text)
        #expect(Duration(prometheus: text) == .seconds(seconds))
    }
}
