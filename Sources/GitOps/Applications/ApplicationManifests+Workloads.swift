public import ManifestEdit

extension ApplicationManifests {
    /// The manifests, to find and change workloads in. The path of each is that from the root of the repository, as
    /// text; so is the path of the manifest in each ``EditedFields``.
    public var workloads: WorkloadManifests {
        WorkloadManifests(own: own.map(\.manifest), drawnIn: drawnIn.map(\.manifest))
    }
}
