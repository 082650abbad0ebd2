extension RFC3339 {
    /// The days of a month in the Gregorian calendar, carried back before its introduction (RFC 3339 appendix C).
    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days from 1 January 1970 to a day of the years from 0, negative before it.
    static func days(to year: Int, _ month: Int, _ day: Int) -> Int {
        let before = (1..<month).reduce(0) { $0 + days(in: $1, of: year) }
        return daysBefore(year) - daysBefore(1970) + before + day - 1
    }

    /// The inverse of ``days(to:_:_:)``.
    static func calendarDay(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let fromZero = days + daysBefore(1970)
        // 400 years have 146,097 days. The estimate is at most one year too high or too low.
        var year = (fromZero * 400).floored(by: 146_097).quotient
        while daysBefore(year) > fromZero { year -= 1 }
        while daysBefore(year + 1) <= fromZero { year += 1 }
        var rest = fromZero - daysBefore(year)
        var month = 1
        while rest >= Self.days(in: month, of: year) {
            rest -= Self.days(in: month, of: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    /// The days from 1 January of the year 0 to 1 January of a year. The year 0 is a leap year.
    private static func daysBefore(_ year: Int) -> Int {
        guard year > 0 else { return 0 }
        let last = year - 1
        return year * 365 + last / 4 - last / 100 + last / 400 + 1
    }
}
