/// Whether others push to the branch as well, and what a writer does so that all get on.
struct Contention {
    /// How many events are decided together at the most, so that the memory that they take has a bound.
    private static let mostTogether = 256
    /// How long after a push that came too late others are taken to push to the branch as well.
    private static let memory = Duration.seconds(2)
    /// The longest gap that is left for others before the next group.
    private static let longestGap = Duration.milliseconds(500)

    /// How many events are decided together: fewer after a group was given back, since its events come again together and
    /// would be too late again; more after each success.
    private(set) var mostTogether = Contention.mostTogether
    /// Until when others are taken to push to the branch as well.
    private var until = ContinuousClock.now

    /// Whether others are taken to push to the branch.
    var isExpected: Bool { ContinuousClock.now < until }

    /// How long the branch is left to others before the next group. Who pushed last could push again by one request, and
    /// who was late needs more: without a gap the first would win for ever.
    var gap: Duration { isExpected ? Self.longestGap * Double.random(in: 0...1) : .zero }

    /// A group was in time: the next one may be larger.
    mutating func wasInTime() {
        mostTogether = min(Self.mostTogether, mostTogether * 2)
    }

    /// Somebody else has pushed first.
    mutating func wasTooLate() {
        until = .now + Self.memory
    }

    /// A group of so many events was too late until there was no time left.
    mutating func hasGivenUp(on count: Int) {
        mostTogether = max(1, min(mostTogether, count) / 2)
    }
}
