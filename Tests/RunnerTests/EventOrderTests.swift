import Synchronization
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(5))) struct EventOrderTests {
    @Test func oneLaneGoesInOrderAndOthersDoNotWait() async throws {
        let order = Self.order()
        let first = order.join(["a"], sequence: 1)
        let second = order.join(["a"], sequence: 2)
        let other = order.join(["b"], sequence: 3)
        #expect(await first.turn() == .now)
        #expect(await other.turn() == .now)
        try await expectWaiting(second) { first.leave(givenBackFor: nil) }
        second.leave(givenBackFor: nil)
        other.leave(givenBackFor: nil)
        #expect(order.count == 0)
    }

    @Test func laterEventsComeAfterOneThatWasGivenBack() async throws {
        let order = Self.order()
        let first = order.join(["a"], sequence: 1)
        let second = order.join(["a"], sequence: 2)
        first.leave(givenBackFor: .seconds(5))
        let delay = try #require(await delay(of: second))
        #expect(delay > .seconds(5))
        second.leave(givenBackFor: delay)
        // One that comes fresh goes behind all that are away.
        let third = order.join(["a"], sequence: 3)
        let last = try #require(await self.delay(of: third))
        #expect(last > delay)
        third.leave(givenBackFor: last)
        // The second comes back too early, the first in time.
        let early = order.join(["a"], sequence: 2)
        let wait = await self.delay(of: early)
        #expect(wait != nil)
        early.leave(givenBackFor: wait)
        let again = order.join(["a"], sequence: 1)
        #expect(await again.turn() == .now)
        let next = order.join(["a"], sequence: 2)
        try await expectWaiting(next) { again.leave(givenBackFor: nil) }
        next.leave(givenBackFor: nil)
        let end = order.join(["a"], sequence: 3)
        #expect(await end.turn() == .now)
        end.leave(givenBackFor: nil)
        #expect(order.count == 0)
    }

    @Test func eventOfSeveralLanesWaitsForAllOfThem() async throws {
        let order = Self.order()
        let (a, b) = (order.join(["a"], sequence: 1), order.join(["b"], sequence: 2))
        let both = order.join(["a", "b"], sequence: 3)
        let behind = order.join(["b"], sequence: 4)
        #expect(await a.turn() == .now)
        #expect(await b.turn() == .now)
        a.leave(givenBackFor: nil)
        try await expectWaiting(both) { b.leave(givenBackFor: nil) }
        try await expectWaiting(behind) { both.leave(givenBackFor: nil) }
        behind.leave(givenBackFor: nil)
        #expect(order.count == 0)
    }

    @Test func eventOfSeveralLanesThatComesAgainIsWaitedForInAll() async throws {
        let order = Self.order()
        let first = order.join(["a"], sequence: 1)
        let both = order.join(["a", "b"], sequence: 2)
        let behind = order.join(["b"], sequence: 3)
        let other = order.join(["c"], sequence: 4)
        first.leave(givenBackFor: .seconds(5))
        let delay = try #require(await delay(of: both))
        let last = try #require(await self.delay(of: behind))
        #expect(last > delay)
        #expect(await other.turn() == .now)
    }

    @Test func placeThatIsGivenUpKeepsNobodyWaiting() async throws {
        let order = Self.order()
        let first = order.join(["a"], sequence: 1)
        let second = order.join(["a"], sequence: 2)
        let third = order.join(["a"], sequence: 3)
        second.leave(givenBackFor: nil)
        first.leave(givenBackFor: nil)
        #expect(await third.turn() == .now)
    }

    @Test func withoutALaneNobodyWaits() async {
        let order = Self.order()
        let places = (1...3).map { order.join([], sequence: $0) }
        for place in places { #expect(await place.turn() == .now) }
        #expect(order.count == 0)
    }

    /// An order for which no time passes.
    private static func order() -> EventOrder {
        let now = ContinuousClock.now
        return EventOrder { now }
    }

    private func delay(of place: EventOrder.Place) async -> Duration? {
        if case .later(let delay) = await place.turn() { delay } else { nil }
    }

    /// Lets an event go on once it is certain that another one waits until then.
    private func expectWaiting(_ place: EventOrder.Place, until release: () -> Void) async throws {
        let flag = Flag()
        try await withThrowingTaskGroup(of: EventOrder.Turn?.self) { group in
            group.addTask {
                let turn = await place.turn()
                flag.isSet.store(true, ordering: .releasing)
                return turn
            }
            try await Task.sleep(for: .milliseconds(100))
            let isEarly = flag.isSet.load(ordering: .acquiring)
            #expect(!isEarly)
            release()
            #expect(try await group.next() == .now)
        }
    }

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }
}
