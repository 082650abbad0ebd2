public import Events
public import FoundationEssentials
public import GitOps
import ImageReference

/// Sets the tag of an image in the manifests of the applications whose policy names it.
public struct ImageUpdater: Handler {
    /// The name in commits, subjects and logs.
    public let name = "image-updater"

    /// The handler. It has no state.
    public init() {}

    /// Decides which tags change.
    ///
    /// - Throws: ``Undecided``.
    public func decide(_ event: Event<ImageEvent>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        guard let policy = try snapshot.policy() else {
            return .refused([
                Refusal(
                    application: nil,
                    rule: "the repository has no \(PolicyFile.pathInRepository): without a policy nothing is changed")
            ])
        }
        guard try !snapshot.isFrozen() else {
            return .refused([Refusal(application: nil, rule: Snapshot.freezeRule)])
        }
        var decisions = DecisionChain(on: snapshot)
        for image in event.payload.images {
            try decisions.add { snapshot throws(Undecided) in try decide(image, at: event.time, policy, in: snapshot) }
        }
        return try decisions.result(ifEmpty: "the event names no image")
    }

    /// Decides how somebody's command sets an image in one application: as the policy allows, but a hold on the tag is
    /// over by that.
    ///
    /// - Throws: ``Undecided``.
    public static func deploy(
        _ image: PushedImage,
        to application: Application,
        at time: Date,
        in snapshot: Snapshot
    ) throws(Undecided) -> Decision {
        var update = ImageUpdate(image, at: time, in: snapshot, isDeliberate: true)
        try update.plan([application])
        return update.decision
    }

    private func decide(
        _ image: PushedImage,
        at time: Date,
        _ policy: Policy,
        in snapshot: Snapshot
    ) throws(Undecided) -> Decision {
        let search = try ApplicationSearch(policy, in: snapshot)
            .applications(with: image.image, isBare: image.isBareName)
        let ambiguous = search.ambiguous.map { name in
            Refusal(application: name, rule: "the policy gives this name to more than one directory")
        }
        guard !search.applications.isEmpty || !ambiguous.isEmpty else {
            return .refused([Self.noApplication(image, search)])
        }
        var update = ImageUpdate(image, at: time, in: snapshot, refused: ambiguous)
        try update.plan(search.applications)
        return update.decision
    }

    private static func noApplication(_ image: PushedImage, _ search: ApplicationSearch.Result) -> Refusal {
        guard !search.patterns.isEmpty else {
            return Refusal(application: nil, rule: "no application has \(image.image): the policy names no images")
        }
        let absent = search.absent.isEmpty ? "" : "; the commit does not have \(list(search.absent))"
        let rule = "no application has \(image.image): tried \(list(search.patterns))\(absent)"
        return Refusal(application: nil, rule: rule)
    }

    /// At most ten of them, since a policy may have thousands.
    private static func list(_ names: [String]) -> String {
        var seen: Set<String> = []
        let names = names.filter { seen.insert($0).inserted }
        let shown = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}
