public import FoundationEssentials

/// Times as text by RFC 3339, which CloudEvents and all our senders use.
///
/// Why not FoundationEssentials' ISO 8601 style: it takes 30 February, 25 o'clock and text after the time, and refuses
/// the lower-case `t` and `z` of section 5.6.
public enum RFC3339 {
    /// The moment that a text such as `2026-01-31T12:00:00.5+02:00` stands for; nil if it is not of that form or there
    /// is no such day or time.
    ///
    /// A leap second, `23:59:60` in UTC (section 5.7), is the second after it.
    public static func date(from text: String) -> Date? {
        var scanner = DigitScanner(bytes: Array(text.utf8))
        guard
            let year = scanner.number(4), scanner.take("-"),
            let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("T") || scanner.take("t"),
            let hour = scanner.number(2), scanner.take(":"),
            let minute = scanner.number(2), scanner.take(":"),
            let second = scanner.number(2),
            let fraction = scanner.fraction(),
            let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        guard
            (1...12).contains(month), (1...days(in: month, of: year)).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let midnight = days(to: year, month, day) * 86_400
        let minuteStart = midnight + hour * 3_600 + minute * 60 - offset
        let isLastMinuteOfDay = (minuteStart % 86_400 + 86_400) % 86_400 == 86_340
        guard second < 60 || isLastMinuteOfDay else { return nil }
        return Date(timeIntervalSince1970: Double(minuteStart + second) + fraction)
    }

    /// A moment in UTC, `2026-01-31T12:00:00Z`, with a fraction down to microseconds only where there is one.
    ///
    /// Only the years 0000 to 9999 can be written; a moment outside them is given as the nearest inside.
    public static func text(from date: Date) -> String {
        let lowest = Double(days(to: 0, 1, 1)) * 86_400
        let highest = Double(days(to: 10_000, 1, 1)) * 86_400 - 1
        // In this order a date that is not a number is the lowest, too.
        let seconds = date.timeIntervalSince1970 > lowest ? min(date.timeIntervalSince1970, highest) : lowest
        let microseconds = Int((seconds * 1_000_000).rounded())
        let (days, ofDay) = microseconds.floored(by: 86_400_000_000)
        let (year, month, day) = calendarDay(days)
        let (second, fraction) = ofDay.floored(by: 1_000_000)
        let time = [second / 3_600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
        var digits = fraction == 0 ? "" : "." + padded(fraction, 6)
        while digits.last == "0" { digits.removeLast() }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(time)\(digits)Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
