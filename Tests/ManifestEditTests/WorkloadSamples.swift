@testable import ManifestEdit

/// The ways of writing the same Deployment.
enum ManifestForm: String, CaseIterable, Sendable {
    case plain, windows, several, list, json, flow

    /// A workload named shop with one container that has a limit of 512Mi.
    func workload(_ kind: String, version: String = "apps/v1", more: String = "replicas: 3") -> String {
        let isCronJob = kind == "CronJob"
        let plain = """
            apiVersion: \(version)
            kind: \(kind)
            metadata:
              name: shop
            spec:
              \(more) # kept
              selector:
                matchLabels: {app: shop}
            \(isCronJob ? "  jobTemplate:\n    spec:\n" : "")\(isCronJob ? "    " : "")  template:
            \(isCronJob ? "    " : "")    metadata:
            \(isCronJob ? "    " : "")      labels: {app: shop}
            \(isCronJob ? "    " : "")    spec:
            \(isCronJob ? "    " : "")      containers:
            \(isCronJob ? "    " : "")      - name: app
            \(isCronJob ? "    " : "")        image: shop:v1
            \(isCronJob ? "    " : "")        resources:
            \(isCronJob ? "    " : "")          limits: {memory: 512Mi}
            # end

            """
        let pair = more.split(separator: ":").map(String.init)
        let member = pair.count == 2 ? "\"\(pair[0])\":\(pair[1])," : ""
        let template =
            "\"template\": {\"spec\": {\"containers\": [{\"name\": \"app\", \"resources\": {\"limits\": {\"memory\": \"512Mi\"}}}]}}"
        let spec = isCronJob ? "\"jobTemplate\": {\"spec\": {\(template)}}" : template
        switch self {
        case .plain: return plain
        case .windows: return plain.replacing("\n", with: "\r\n")
        case .several:
            return "kind: Service\nmetadata: {name: shop}\n---\n\(plain)---\nkind: ConfigMap\nmetadata: {name: shop}\n"
        case .list:
            let item = plain.split(separator: "\n").map { $0.hasPrefix("#") ? String($0) : "  \($0)" }.joined(
                separator: "\n")
            return "apiVersion: v1\nkind: List\nitems:\n- kind: Service\n  metadata: {name: shop}\n-\n\(item)\n"
        case .flow:
            return "{apiVersion: \(version), kind: \(kind), metadata: {name: shop}, spec: {\(more), \(spec)}}\n"
        case .json:
            return """
                {
                  "apiVersion": "\(version)",
                  "kind": "\(kind)",
                  "metadata": {
                    "name": "shop"
                  },
                  "spec": {
                    \(member)
                    \(spec)
                  }
                }

                """
        }
    }
}

extension WorkloadManifests {
    init(own: [(path: String, text: String)], drawnIn: [(path: String, text: String)] = []) throws {
        self.init(
            own: try own.map { try Manifest($0.text, path: $0.path) },
            drawnIn: try drawnIn.map { try Manifest($0.text, path: $0.path) })
    }

    /// The manifests after some edits.
    func after(_ edits: [EditedFields]) -> WorkloadManifests {
        let manifests = own.map { manifest in edits.first { $0.manifest.path == manifest.path }?.manifest ?? manifest }
        return WorkloadManifests(own: manifests, drawnIn: drawnIn)
    }

    /// What is known of a change that is undone.
    enum Known: CaseIterable {
        /// All of it.
        case inverse
        /// Its field, the value before, and what was added.
        case record
        /// Its field and the value before.
        case change
    }

    /// The manifests after the changes are undone.
    func undone(_ edits: [EditedFields], by known: Known) throws -> WorkloadManifests {
        let undone = try edits.map { edit in
            var manifest = edit.manifest
            for (change, inverse) in zip(edit.changes, edit.inverses).reversed() {
                guard known != .inverse else {
                    manifest = try manifest.undoing(inverse).manifest
                    continue
                }
                let record = FieldInverse(
                    field: try FieldPath(parsing: change.field), from: change.from,
                    added: known == .record ? try inverse.added.map { try FieldPath(parsing: $0.description) } : nil)
                manifest = try manifest.undoing(record).manifest
            }
            return EditedFields(manifest)
        }
        return after(undone)
    }

    var texts: [String] { own.map(\.text) }
}
