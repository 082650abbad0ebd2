/// A text in a manifest that is YAML itself, such as Argo CD's `helm.values`. It is edited inside.
struct EmbeddedManifest: Sendable {
    let path: NodePath
    /// The text's own field, as `spec.source.helm.values`.
    let field: String
    let style: YAMLScalar.Style
    let position: YAMLPosition
    let manifest: Manifest
    /// `nil` if the text cannot be edited inside.
    let source: ScalarSource?

    /// The places in it, as seen from outside.
    var places: [ImagePlace] {
        manifest.allImages().map { place in
            ImagePlace(
                field: field + "." + place.field, position: position(line: place.line, column: place.position.column),
                reference: place.reference, document: path.document, kind: place.kind, form: .embedded)
        }
    }

    /// The place in the file that a place in the text is at.
    func position(line: Int, column: Int) -> YAMLPosition {
        guard let source, let start = SourceText(bytes: manifest.bytes).lineStart(ofLine: line) else { return position }
        let place = source.position(of: start)
        return YAMLPosition(offset: place.offset, line: place.line, column: place.column + column - 1)
    }
}

extension ImageSearch {
    /// Whether the text here is YAML by custom: Argo CD's Helm values and generated elements, the values of k3s'
    /// HelmChart, the file of Flux' `valuesFrom`, and a patch within a Kustomization.
    var isEmbedded: Bool {
        switch keys.last {
        case "values": keys.dropLast().last == "helm"
        case "valuesContent", "values.yaml", "elementsYaml": true
        case "patchesStrategicMerge": isKustomization
        case "patch": keys.dropLast().last == "patches" || keys.dropLast().last == "patchesJson6902"
        default: false
        }
    }

    mutating func addEmbedded(_ scalar: YAMLScalar, _ node: YAMLNode) {
        // What is a template is passed over, as a file that is one.
        guard let manifest = try? Manifest(parsing: Array(scalar.text.utf8)), !manifest.allImages().isEmpty else {
            return
        }
        found.embedded.append(
            EmbeddedManifest(
                path: way, field: field(way), style: scalar.style, position: node.position, manifest: manifest,
                source: ScalarSource(node, in: source)))
    }
}
