import Events
import FoundationEssentials

/// A time in which a rule does nothing, since what fires then is expected.
struct MaintenanceWindow: Sendable, Hashable {
    /// When it is.
    enum Span: Sendable, Hashable {
        /// Once.
        case once(from: Date, to: Date)
        /// Every week: on the days, from a minute of the day on for so many minutes. Days are counted from Monday, 0.
        case weekly(days: Set<Int>, from: Int, minutes: Int, offset: Int)
    }

    /// When it is.
    let span: Span
    /// The line in the policy, from 1.
    let line: Int

    /// Whether a moment is in it.
    func contains(_ time: Date) -> Bool {
        switch span {
        case .once(let from, let to): return time >= from && time < to
        case .weekly(let days, let from, let length, let offset):
            let minute = Int((time.timeIntervalSince1970 / 60).rounded(.down)) + offset
            // It may have begun today or, where it goes past midnight, on the day before.
            return [0, 1].contains { daysAgo in
                let (day, ofDay) = minute.floored(by: 1_440)
                let sinceStart = ofDay + daysAgo * 1_440 - from
                // 1 January 1970 was a Thursday.
                let weekday = (day - daysAgo + 3).floored(by: 7).remainder
                return days.contains(weekday) && sinceStart >= 0 && sinceStart < length
            }
        }
    }
}
