import Events
import Foundation
import GitOps
import TestSupport
import Testing

@testable import AlertRemediator

/// What holds of every sequence of events.
@Suite struct AnyOrderTests {
    /// "By 2" is never applied twice to the same episode.
    @Test func anyInterleavingOfDuplicatesGivesTheSameTree() throws {
        let firing = Story.alert()
        let resolved = Story.alert(.resolved, ended: 3)
        var expected = try Story()
        try expected.deliver(firing, at: 1)
        try expected.deliver(resolved, at: 3)
        for seed in 0..<150 {
            var random = SplitMix64(state: UInt64(seed))
            var story = try Story()
            // The first firing comes before the first resolved; all the others in any order.
            var events = Array(repeating: firing, count: 5) + Array(repeating: resolved, count: 5)
            events.shuffle(using: &random)
            if let first = events.firstIndex(of: firing) { events.swapAt(0, first) }
            for event in events { try story.deliver(event, at: event.status == .firing ? 1 : 3) }
            #expect(try story.files == expected.files, "seed \(seed)")
            #expect(story.commits == 2, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<60) func whateverTheOrderNothingIsLeftInTheEnd(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        var story = try Story()
        let before = try story.files
        var events: [Alert] = []
        for name in ["a", "b", "c"] {
            let firing = Story.alert(fingerprint: name)
            events += [firing, firing, Story.alert(.resolved, fingerprint: name, ended: 4), firing]
        }
        events.shuffle(using: &random)
        var minute = 1.0
        for event in events {
            try story.deliver(event, at: minute)
            // All within the cooldown, as long as what is over is remembered.
            minute += Double.random(in: 0...0.8, using: &random)
            if Bool.random(using: &random) { try story.tick(at: minute) }
        }
        // All of it is over, and long ago.
        try story.tick(at: 500)
        try story.tick(at: 600)
        #expect(try story.files == before, "seed \(seed)")
    }

    @Test(arguments: 0..<50) func replicasStayBetweenTheLimits(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        let steps = [
            "by: 2", "by: -2", "by: 30", "percent: 70", "percent: -70", "to: 0", "to: 50", "by: 1, max: 6",
        ]
        let rules = (0..<3).map { index in
            let own = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                "  - scale: {\(steps.randomElement(using: &random) ?? "by: 1")}\n"
            }
            return """
                - name: rule\(index)
                  when: [kind=\(index)]
                  application: shop-prod
                  steps:
                \(own.joined())  settle: 1m
                  cooldown: 2m
                  undo: {after: 3m}

                """
        }
        // What is there may be outside of them; what automation has touched never is.
        let base = [0, 1, 3, 12, 40].randomElement(using: &random) ?? 3
        let files = Story.shop.mapValues { $0.replacing("replicas: 3", with: "replicas: \(base)") }
        var story = try Story("remediations:\n" + rules.joined(), files)
        var isTouched = false
        var minute = 1.0
        for _ in 0..<60 {
            minute += Double.random(in: 0...2, using: &random)
            let alert = Story.alert(
                Bool.random(using: &random) ? .firing : .resolved,
                began: (minute - Double.random(in: 0...6, using: &random)).rounded(),
                labels: ["kind": "\(Int.random(in: 0...2, using: &random))"],
                fingerprint: ["x", "y", "z"].randomElement(using: &random) ?? "x")
            if Int.random(in: 0...3, using: &random) == 0 {
                try story.tick(at: minute)
            } else {
                try story.deliver(alert, at: minute)
            }
            let isDecided = story.outcome.outcome == .pushed || story.outcome.outcome == .unchanged
            #expect(isDecided, "\(story.outcome)")
            let replicas = try story.replicas ?? base
            isTouched = try isTouched || story.replicas != nil
            guard isTouched else { continue }
            #expect((2...10).contains(replicas), "seed \(seed): \(replicas) after \(story.outcome.message)")
        }
    }
}
