import ImageReference

extension Manifest {
    /// Where each kind of workload has the specification of its pods.
    private static let podSpecifications: [String: [String]] = [
        "Pod": ["spec"],
        "Deployment": ["spec", "template", "spec"],
        "StatefulSet": ["spec", "template", "spec"],
        "DaemonSet": ["spec", "template", "spec"],
        "ReplicaSet": ["spec", "template", "spec"],
        "Job": ["spec", "template", "spec"],
        "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
    ]

    private static let containerLists: Set<String> = ["initContainers", "containers", "ephemeralContainers"]

    /// The images of a workload, or of the workloads in a `kind: List`.
    func workloadImages(in root: FoundNode) -> [ImagePlace] {
        guard root.node["kind"]?.text == "List" else { return podImages(in: root) }
        // A list in a list is not looked into: no one writes that, and it bounds the work.
        return root.values("items").flatMap(\.items).flatMap(podImages)
    }

    private func podImages(in workload: FoundNode) -> [ImagePlace] {
        guard let kind = workload.node["kind"]?.text, let keys = Self.podSpecifications[kind] else { return [] }
        return workload.values(keys)
            .flatMap { $0.values(where: Self.containerLists.contains) }
            .flatMap(\.items)
            .flatMap { $0.values("image") }
            .compactMap(wholeImage)
    }

    /// The place, if the value is a reference to an image.
    private func wholeImage(_ found: FoundNode) -> ImagePlace? {
        guard let scalar = found.node.scalar else { return nil }
        // A block scalar's last line break is no part of what was meant; that it is a block is for the edit to refuse.
        var text = scalar.text[...]
        while scalar.isBlock, text.last?.isNewline ?? false { text = text.dropLast() }
        guard let reference = try? ImageReference(String(text)) else { return nil }
        return ImagePlace(
            field: found.field, position: found.node.position, reference: reference, document: found.path.document,
            form: .whole(found.path))
    }
}
