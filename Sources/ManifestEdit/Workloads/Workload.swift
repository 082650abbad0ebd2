/// Something that runs pods: an object of Kubernetes, or the part of Helm values that stands for one.
public struct Workload: Sendable {
    /// The kinds that are known.
    public enum Kind: String, Sendable, CaseIterable {
        /// A Deployment.
        case deployment = "Deployment"
        /// A StatefulSet.
        case statefulSet = "StatefulSet"
        /// A ReplicaSet.
        case replicaSet = "ReplicaSet"
        /// A Rollout of Argo Rollouts.
        case rollout = "Rollout"
        /// A DaemonSet.
        case daemonSet = "DaemonSet"
        /// A Job.
        case job = "Job"
        /// A CronJob.
        case cronJob = "CronJob"
        /// Helm values: a mapping with `replicaCount`, or else with `resources`.
        case values = "Helm values"

        /// The kinds that have a number of replicas.
        public static let scalable: Set<Kind> = [.deployment, .statefulSet, .replicaSet, .rollout, .values]
        /// The kinds that replace their pods one after the other.
        public static let restartable: Set<Kind> = [.deployment, .statefulSet, .daemonSet, .rollout, .values]
        /// The kinds that can be suspended.
        public static let suspendable: Set<Kind> = [.job, .cronJob]
        /// The kinds that can be paused.
        public static let pausable: Set<Kind> = [.rollout]

        /// Whether Kustomize knows its schema, so that a merge patch changes one container and not the whole list.
        var isBuiltIn: Bool { self != .rollout && self != .values }

        /// Whether Kustomize's `replicas` reaches it
        /// (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replicas/).
        var isScaledByKustomize: Bool { isBuiltIn && Self.scalable.contains(self) }

        /// Where the pods' template is.
        var template: [FieldPath.Step] {
            self == .cronJob
                ? [.key("spec"), .key("jobTemplate"), .key("spec"), .key("template")]
                : [.key("spec"), .key("template")]
        }
    }

    /// What it is.
    public let kind: Kind
    /// The name in its manifest; for Helm values, the keys that lead to it, or nil for the root.
    public let name: String?
    /// The namespace, if the manifest says one.
    public let namespace: String?
    /// The path of the file that it is in.
    public var path: String { place.manifest.path }
    /// Whether that file is the application's own.
    public let isOwn: Bool

    let place: PlacedObject
    /// The steps from the object to the Helm values, and to it within them; empty for objects.
    let component: [FieldPath.Step]
    /// Whether these Helm values say annotations of the pods.
    var hasPodAnnotations = false

    /// As `Deployment/shop`.
    public var label: String {
        if kind == .values { return name.map { "\(kind.rawValue) of \($0)" } ?? "\(kind.rawValue) in \(path)" }
        return kind.rawValue + (name.map { "/" + $0 } ?? "")
    }
}

extension WorkloadManifests {
    /// The workloads, the application's own first.
    public var workloads: [Workload] {
        let objects = workloadObjects(in: own, isOwn: true) + workloadObjects(in: drawnIn, isOwn: false)
        return objects.isEmpty ? own.flatMap(HelmValues.workloads) : objects
    }

    private func workloadObjects(in manifests: [Manifest], isOwn: Bool) -> [Workload] {
        objects(in: manifests).compactMap { place in
            guard let kind = place.object.kind.flatMap(Workload.Kind.init), kind != .values,
                let name = place.object.name
            else { return nil }
            return Workload(
                kind: kind, name: name, namespace: place.object.namespace, isOwn: isOwn, place: place, component: [])
        }
    }

    /// The workload that is meant.
    ///
    /// - Parameters:
    ///   - name: its name, in the manifest or in the cluster; without it exactly one may be there.
    ///   - kinds: the kinds that an action applies to.
    /// - Throws: ``ManifestError`` of code `refused` that names the workloads that there are.
    public func workload(
        named name: String? = nil, of kinds: Set<Workload.Kind> = Set(Workload.Kind.allCases)
    ) throws(ManifestError) -> Workload {
        let all = workloads
        let suited = all.filter { kinds.contains($0.kind) }
        let meant = suited.filter { workload in name.map { answers(workload, to: $0) } ?? true }
        if meant.count == 1 { return meant[0] }
        // The names that a chart makes are not in its values.
        if meant.isEmpty, suited.count == 1, suited[0].kind == .values, suited[0].name == nil { return suited[0] }
        throw ManifestError(.refused, choice(named: name, meant, suited, all))
    }

    private func answers(_ workload: Workload, to name: String) -> Bool {
        guard let own = workload.name else { return false }
        // Charts name a component's objects after the release and the component.
        if workload.kind == .values {
            let last = String(own.split(separator: ".").last ?? "")
            return name == own || name == last || name.hasSuffix("-" + last)
        }
        return names(of: own).contains(name)
    }

    private func choice(named name: String?, _ meant: [Workload], _ suited: [Workload], _ all: [Workload]) -> String {
        func list(_ workloads: [Workload]) -> String {
            workloads.prefix(10).map(\.label).joined(separator: ", ") + (workloads.count > 10 ? ", …" : "")
        }
        guard !all.isEmpty else { return "no manifest has a workload" }
        guard !suited.isEmpty else { return "this does not apply to \(list(all))" }
        guard let name else { return "it is open which workload is meant of \(list(suited))" }
        return meant.isEmpty
            ? "no workload is named \(name), there is \(list(suited))" : "\(name) may be each of \(list(meant))"
    }
}
