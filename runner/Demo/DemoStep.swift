import GitOps

/// One event of the demo.
struct DemoStep: Sendable {
    /// Where all are published.
    static let subject = "gitops.events.image"

    /// What happens, in a few words.
    let headline: String
    /// The file in `events-samples/image`.
    let sample: String
    /// What comes of it.
    let expected: OutcomeKind
    /// What somebody else commits before.
    var edit: DemoEdit?

    /// All of them, in order.
    static let all = [
        DemoStep(headline: "CI has built an image and publishes its tag.", sample: "ours.json", expected: .pushed),
        DemoStep(headline: "It publishes the same once more.", sample: "ours.json", expected: .unchanged),
        DemoStep(
            headline: "Ada sets prod back by hand. Later CI deploys again, by a CloudEvent.",
            sample: "cloudevent-structured.json", expected: .pushed, edit: .prodSetBack),
        DemoStep(
            headline: "The same CloudEvent is delivered twice.", sample: "cloudevent-structured.json",
            expected: .unchanged),
        DemoStep(
            headline: "Ada tries an older one in dev. CI deploys with a bare name: the policy knows the registry.",
            sample: "ours-bare-name.json", expected: .pushed, edit: .devSetBack),
        DemoStep(
            headline: "Ada pins prod to a digest. CI sends tag and digest.", sample: "ours-digest.json",
            expected: .pushed, edit: .prodPinned),
        DemoStep(
            headline: "An image of another registry, in a plain Deployment.", sample: "ours-reference.json",
            expected: .pushed),
        DemoStep(
            headline: "A tag that would break out of its line.", sample: "invalid-tag-newline.json",
            expected: .invalid),
        DemoStep(
            headline: "A major version, which the policy keeps out.", sample: "ours-major.json", expected: .refused),
    ]
}
