import FoundationEssentials

extension Date {
    /// The moment of so many seconds since 1970 by a sender's clock; nil for what no clock shows: no number, nothing before
    /// 1970, nothing from the year 3000 on.
    init?(senderSeconds seconds: Double) {
        guard (1..<32_503_680_000).contains(seconds) else { return nil }
        self.init(timeIntervalSince1970: seconds)
    }
}
