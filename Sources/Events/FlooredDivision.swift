extension Int {
    /// Division that rounds down, with a remainder that is never negative.
    ///
    /// - Parameter divisor: more than 0.
    package func floored(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
