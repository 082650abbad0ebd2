extension Duration {
    /// Whole milliseconds, rounded up, and at least one: the library takes zero for "no time-out".
    var wholeMilliseconds: Int64 { max(1, wholeNanoseconds.dividedRoundingUp(by: 1_000_000)) }

    /// Whole nanoseconds; a negative duration is none, and one over 292 years is 292 years.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, product < Int64.max - 1_000_000_000 else { return .max }
        return product + attoseconds / 1_000_000_000
    }
}

extension Int64 {
    fileprivate func dividedRoundingUp(by divisor: Int64) -> Int64 {
        self / divisor + (self % divisor > 0 ? 1 : 0)
    }
}
