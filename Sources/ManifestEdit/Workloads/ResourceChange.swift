/// How an amount of memory or CPU is to change.
public struct ResourceChange: Sendable, Hashable {
    private enum Amount: Hashable {
        case times(Factor)
        case exactly(Quantity)
    }

    private let amount: Amount
    /// What it never gets above.
    public let maximum: Quantity?

    /// Reads a change.
    ///
    /// - Parameters:
    ///   - text: `x1.5` for half as much again, or an amount such as `1Gi`.
    ///   - maximum: an amount such as `4Gi`.
    /// - Returns: nil if one of these is neither.
    public init?(_ text: String, maximum: String? = nil) {
        if text.hasPrefix("x"), let factor = Factor(text.dropFirst()) {
            amount = .times(factor)
        } else if let quantity = Quantity(text) {
            amount = .exactly(quantity)
        } else {
            return nil
        }
        self.maximum = maximum.flatMap { Quantity($0) }
        if maximum != nil && self.maximum == nil { return nil }
    }

    /// The amount where there is none yet; nil if the change is a factor.
    var absolute: Quantity? {
        guard case .exactly(let quantity) = amount else { return nil }
        return bounded(quantity, in: quantity)
    }

    /// The amount after the change, in the unit of the one before if there is a factor.
    ///
    /// - Returns: the same if a factor of more than 1 meets an amount that is at its maximum already.
    /// - Throws: ``ManifestError`` of code `refused` if it becomes too large.
    func applied(to current: Quantity, as resource: Resource) throws(ManifestError) -> Quantity {
        guard case .times(let factor) = amount else { return absolute ?? current }
        guard let new = current.multiplied(by: factor, as: resource), let nanos = new.nanos, let old = current.nanos
        else { throw ManifestError(.refused, "\(current.text) of \(resource.rawValue) becomes too large") }
        if let most = maximum?.nanos, old >= most, nanos >= old { return current }
        return bounded(new, in: current)
    }

    private func bounded(_ quantity: Quantity, in unit: Quantity) -> Quantity {
        guard let maximum, let most = maximum.nanos, let nanos = quantity.nanos, nanos > most else { return quantity }
        return maximum.converted(to: unit) ?? maximum
    }
}

extension WorkloadManifests {
    /// Changes the memory or the CPU that a container may use.
    ///
    /// The limit changes; where there is none, the request does. A request that equals the limit changes with it,
    /// so that the pod's class of service stays.
    ///
    /// - Parameter container: the container's name; without it the workload may have only one.
    /// - Returns: an edit for each file that is to change; none if the amount is at its maximum already.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`.
    public func changing(
        _ resource: Resource, of workload: Workload, container: String? = nil, by change: ResourceChange
    ) throws(ManifestError) -> [EditedFields] {
        try changing([(resource, change)], of: workload, container: container)
    }

    /// Changes both of memory and CPU, as ``changing(_:of:container:by:)`` does for one.
    public func changing(
        _ changes: [(resource: Resource, by: ResourceChange)], of workload: Workload, container: String? = nil
    ) throws(ManifestError) -> [EditedFields] {
        let resources = try resources(of: workload, container: container)
        var values: [FieldAssignment] = []
        for (resource, change) in changes { values += try assignments(resource, change, of: workload, at: resources) }
        guard !values.isEmpty else { return [] }
        return try setting(values, of: workload.place, isOwn: workload.isOwn)
    }

    private func assignments(
        _ resource: Resource, _ change: ResourceChange, of workload: Workload, at resources: [FieldPath.Step]
    ) throws(ManifestError) -> [FieldAssignment] {
        let limit = resources + [.key("limits"), .key(resource.rawValue)]
        let request = resources + [.key("requests"), .key(resource.rawValue)]
        let limited = try quantity(limit, of: workload)
        let requested = try quantity(request, of: workload)
        guard let current = limited ?? requested else {
            guard let new = change.absolute else {
                throw ManifestError(
                    .refused, "\(workload.label) says no \(resource.rawValue) that could be multiplied")
            }
            return [FieldAssignment(steps: limit, value: .text(new.text))]
        }
        let new = try change.applied(to: current, as: resource)
        guard new != current else { return [] }
        var values: [FieldAssignment] = []
        if limited != nil || change.absolute != nil {
            values.append(FieldAssignment(steps: limit, value: .text(new.text)))
        }
        if let requested, values.isEmpty || (limited != nil && requested.nanos == limited?.nanos) {
            values.append(
                FieldAssignment(steps: request, value: .text(try change.applied(to: requested, as: resource).text)))
        }
        return values
    }

    private func quantity(_ steps: [FieldPath.Step], of workload: Workload) throws(ManifestError) -> Quantity? {
        guard let found = try value(of: steps, in: workload.place), found.value != .null else { return nil }
        guard let quantity = Quantity(found.text) else {
            throw ManifestError(.refused, at: found.position, "\(found.field) is no quantity: \(found.text)")
        }
        return quantity
    }

    /// Where the resources of the container are.
    private func resources(of workload: Workload, container: String?) throws(ManifestError) -> [FieldPath.Step] {
        if workload.kind == .values { return workload.component + [.key("resources")] }
        let steps = workload.kind.template + [.key("spec"), .key("containers")]
        var node: YAMLNode? = workload.place.object.root.node
        for case .key(let key) in steps { node = node?[key] }
        let names = (node?.items ?? []).compactMap { $0.writtenText("name") }
        let meant = container.map { name in names.filter { $0 == name } } ?? names
        guard meant.count == 1 else {
            let list = names.joined(separator: ", ")
            let reason =
                container.map { "\(workload.label) has no container \($0), it has \(list)" }
                ?? "it is open which container of \(workload.label) is meant: \(list)"
            throw ManifestError(.refused, reason)
        }
        return steps + [.item(key: "name", value: meant[0]), .key("resources")]
    }
}
