/// What decides on a workload's number of replicas within bounds.
public struct Autoscaler: Sendable {
    /// The kinds that are known.
    public enum Kind: String, Sendable {
        /// Kubernetes' own.
        case horizontalPodAutoscaler = "HorizontalPodAutoscaler"
        /// KEDA's.
        case scaledObject = "ScaledObject"
        /// `autoscaling` beside `replicaCount` in Helm values, as `helm create` writes it.
        case values = "autoscaling"

        var minimum: [FieldPath.Step] {
            switch self {
            case .horizontalPodAutoscaler: [.key("spec"), .key("minReplicas")]
            case .scaledObject: [.key("spec"), .key("minReplicaCount")]
            case .values: [.key("autoscaling"), .key("minReplicas")]
            }
        }

        var maximum: [FieldPath.Step] {
            switch self {
            case .horizontalPodAutoscaler: [.key("spec"), .key("maxReplicas")]
            case .scaledObject: [.key("spec"), .key("maxReplicaCount")]
            case .values: [.key("autoscaling"), .key("maxReplicas")]
            }
        }

        /// What holds where nothing is written: HPA in autoscaling/v2, https://keda.sh/docs/latest/reference/scaledobject-spec/
        /// and the values of `helm create`.
        var defaults: (minimum: Int, maximum: Int) {
            switch self {
            case .horizontalPodAutoscaler: (1, 1)
            case .scaledObject: (0, 100)
            case .values: (1, 100)
            }
        }
    }

    /// What it is.
    public let kind: Kind
    /// Its name; nil in Helm values.
    public let name: String?
    /// The least number of replicas that it goes down to.
    public let minimum: Int
    /// The greatest number of replicas that it goes up to.
    public let maximum: Int
    /// The file that it is in.
    public var path: String { place.manifest.path }
    /// Whether that file is the application's own.
    public let isOwn: Bool

    let place: PlacedObject
    /// The keys that lead to it within Helm values; empty for objects.
    let component: [FieldPath.Step]

    /// As `HorizontalPodAutoscaler/shop`.
    public var label: String { name.map { kind.rawValue + "/" + $0 } ?? "\(kind.rawValue) in \(path)" }
}

extension WorkloadManifests {
    /// The autoscaler that owns a workload, if one does.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if its bounds are no numbers, or if there are several.
    public func autoscaler(of workload: Workload) throws(ManifestError) -> Autoscaler? {
        if workload.kind == .values { return try valuesAutoscaler(of: workload) }
        let found = (objects(in: own).map { ($0, true) } + objects(in: drawnIn).map { ($0, false) })
            .filter { place, _ in owns(place.object, workload) }
        guard found.count <= 1 else {
            let labels = found.map(\.0.object.label).joined(separator: " and ")
            throw ManifestError(.refused, "\(workload.label) has more than one autoscaler: \(labels)")
        }
        guard let (place, isOwn) = found.first, let kind = place.object.kind.flatMap(Autoscaler.Kind.init) else {
            return nil
        }
        return try autoscaler(kind, place, isOwn: isOwn, [])
    }

    private func owns(_ object: ManifestObject, _ workload: Workload) -> Bool {
        guard let kind = object.kind.flatMap(Autoscaler.Kind.init), kind != .values,
            let target = object.root.node["spec"]?["scaleTargetRef"], let name = target.writtenText("name"),
            let workloadName = workload.name
        else { return false }
        // KEDA's default.
        let targetKind = target.writtenText("kind") ?? Workload.Kind.deployment.rawValue
        return targetKind == workload.kind.rawValue && names(of: workloadName).contains(name)
    }

    private func valuesAutoscaler(of workload: Workload) throws(ManifestError) -> Autoscaler? {
        let enabled = workload.place.field(workload.component + [.key("autoscaling"), .key("enabled")])
        guard try workload.place.manifest.value(at: enabled)?.value == .bool(true) else { return nil }
        return try autoscaler(.values, workload.place, isOwn: true, workload.component)
    }

    private func autoscaler(
        _ kind: Autoscaler.Kind, _ place: PlacedObject, isOwn: Bool, _ component: [FieldPath.Step]
    ) throws(ManifestError) -> Autoscaler {
        func bound(_ steps: [FieldPath.Step], default missing: Int) throws(ManifestError) -> Int {
            guard let found = try value(of: component + steps, in: place), found.value != .null else { return missing }
            guard let count = Int(found.text), count >= 0 else {
                throw ManifestError(.refused, at: found.position, "\(found.field) is no number of replicas")
            }
            return count
        }
        return Autoscaler(
            kind: kind, name: kind == .values ? nil : place.object.name,
            minimum: try bound(kind.minimum, default: kind.defaults.minimum),
            maximum: try bound(kind.maximum, default: kind.defaults.maximum), isOwn: isOwn, place: place,
            component: component)
    }

    /// Sets the bounds of an autoscaler.
    ///
    /// - Parameter maximum: nil to leave it as it is.
    /// - Throws: ``ManifestError`` of code `refused` if the bounds would cross, or if it is outside of the
    ///   application's directory and no patch in there sets them.
    public func setting(
        _ autoscaler: Autoscaler, minimum: Int, maximum: Int? = nil
    ) throws(ManifestError) -> [EditedFields] {
        let highest = maximum ?? autoscaler.maximum
        guard 0 <= minimum, minimum <= highest else {
            throw ManifestError(.refused, "\(autoscaler.label) allows at most \(highest) replicas, and not \(minimum)")
        }
        var values = [FieldAssignment(steps: autoscaler.component + autoscaler.kind.minimum, value: .int(minimum))]
        if let maximum, maximum != autoscaler.maximum {
            values.append(
                FieldAssignment(steps: autoscaler.component + autoscaler.kind.maximum, value: .int(maximum)))
        }
        var isPatched = true
        for value in values where isPatched {
            isPatched = try existingPlace(of: value.steps, in: autoscaler.place, isOwn: autoscaler.isOwn) != nil
        }
        guard autoscaler.isOwn || isPatched else {
            throw ManifestError(
                .refused,
                "\(autoscaler.label) decides on the replicas, and \(autoscaler.path) is outside of the application's directory"
            )
        }
        return try setting(values, of: autoscaler.place, isOwn: autoscaler.isOwn)
    }
}
