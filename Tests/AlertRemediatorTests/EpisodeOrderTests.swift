import Events
import GitOps
import Testing

@testable import AlertRemediator

/// What is said of an alert comes late, twice, never or in another order.
@Suite struct EpisodeOrderTests {
    @Test func aFiringAfterTheResolvedIsStale() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(.resolved), at: 10)
        try story.deliver(Story.alert(), at: 20)
        #expect(story.outcome.outcome == .unchanged)
        #expect(story.outcome.message.contains("this is stale"))
        try story.tick(at: 40)
        try story.deliver(Story.alert(), at: 41)
        #expect(try story.text() == Story.shop[Story.overlay])
    }

    @Test func aResolvedThatComesFirstIsRemembered() throws {
        var story = try Story()
        try story.deliver(Story.alert(.resolved), at: 1)
        #expect(story.outcome.message.contains("it was over before its firing was heard of"))
        try story.deliver(Story.alert(), at: 2)
        #expect(story.outcome.outcome == .unchanged)
        #expect(try story.text() == Story.shop[Story.overlay])
        try story.tick(at: 12)
        #expect(try story.text(Story.state) == nil)
    }

    @Test func aResolvedThatNeverComesKeepsTheValue() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        for minute in stride(from: 2.0, to: 3000, by: 37) { try story.tick(at: minute) }
        #expect(try story.replicas == 8)
        #expect(try story.episodes.map(\.isExhausted) == [true])
        // Long after that, it begins anew: then the steps count anew, and one undo takes back all of it.
        try story.deliver(Story.alert(began: 3000), at: 3001)
        #expect(try story.replicas == 10)
        #expect(story.outcome.message.contains("replicas 8 → 10 (rule scale-out, step 1 of 2)"))
        try story.deliver(Story.alert(.resolved, began: 3000), at: 3010)
        try story.tick(at: 3040)
        #expect(try story.text() == Story.shop[Story.overlay])
    }

    /// A Prometheus that starts anew says of the same trouble that it began just now.
    @Test func aNewBeginningWithinTheCooldownIsTheSameTrouble() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(began: 3), at: 4)
        #expect(try story.replicas == 5)
        #expect(try story.episodes.map(\.startsAt) == [Story.time(3)])
        try story.deliver(Story.alert(.resolved), at: 5)
        #expect(story.outcome.message.contains("this is said of an earlier episode"))
        try story.deliver(Story.alert(began: 3), at: 6)
        #expect(try story.replicas == 8)
    }

    /// One Alertmanager says that it is over while the other has not heard of it yet.
    @Test func twoAlertmanagersDisagree() throws {
        var story = try Story()
        for minute in 1...4 { try story.deliver(Story.alert(), at: Double(minute)) }
        try story.deliver(Story.alert(.resolved, ended: 4), at: 5)
        for minute in 6...30 {
            try story.deliver(minute % 2 == 0 ? Story.alert() : Story.alert(.resolved, ended: 4), at: Double(minute))
            #expect(story.outcome.outcome == .unchanged)
        }
        #expect(story.commits == 2)
        try story.tick(at: 34)
        #expect(try story.text() == Story.shop[Story.overlay])
    }
}
