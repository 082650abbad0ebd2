import ImageReference
import TestSupport
import Testing

@testable import ManifestEdit

/// What Helm makes of a chart differs by the image alone.
@Suite struct HelmImageRenderingTests {
    /// A chart whose template puts the image together as most do.
    private func rendering(_ values: String) -> Rendering {
        let template = """
            {{- define "image" -}}
            {{- with .image -}}
            {{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}
            {{- if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default "v0" }}{{ end }}
            {{- if .sha }}@sha256:{{ .sha }}{{ end }}
            {{- end -}}
            {{- end -}}
            apiVersion: v1
            kind: Pod
            metadata: {name: {{ .Release.Name }}}
            spec:
              containers:
              - name: app
                image: {{ if kindIs "string" .Values.image }}{{ .Values.image }}{{ else }}{{ include "image" .Values }}{{ end }}
            {{- with .Values.sidecar }}
              - name: sidecar
                image: {{ include "image" . }}
            {{- end }}
            {{- range .Values.jobs }}
              - name: {{ .name }}
                image: "{{ .image }}"
            {{- end }}

            """
        let other = "apiVersion: v1\nkind: ConfigMap\ndata:\n  values: |\n    {{- toYaml .Values.other | nindent 4 }}\n"
        return Rendering(files: [
            "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "values.yaml": values,
            "templates/pod.yaml": template, "templates/other.yaml": other,
        ]) { try await Tool.run("helm-template", [$0]) }
    }

    private static let other =
        "other: {tag: v1, list: [1.10, '1.10', shop:v1], text: \"image: shop:v1\"} # image: shop:v1\n"

    /// The values, and the images that are rendered before and after.
    @Test(arguments: [
        ("image: {repository: shop, tag: v1}\n", "shop:v1", "shop:v2"),
        ("image:\n  repository: shop # c\n  pullPolicy: Always\n", "shop:v0", "shop:v2"),
        ("image:\n  repository: shop\n  tag: \"\"\n", "shop:v0", "shop:v2"),
        ("image:\n  tag:\n  repository: shop\n", "shop:v0", "shop:v2"),
        (
            "image: {registry: docker.io, repository: library/shop, tag: v1}\n", "docker.io/library/shop:v1",
            "docker.io/library/shop:v2"
        ),
        ("image: {repository: shop, tag: v1, digest: OLD}\n", "shop@OLD", "shop@NEW"),
        ("image:\n  repository: shop\n  tag: v1@OLD\n", "shop:v1@OLD", "shop:v2@NEW"),
        ("image:\n  repository: shop\n  tag: v1\n  sha: HEX\n", "shop:v1@sha256:HEX", "shop:v2@sha256:HEY"),
        ("image: shop:v1\n", "shop:v1", "shop:v2"),
        ("image: >-\n  shop:v1\n", "shop:v1", "shop:v2"),
    ])
    func setsValues(values: String, before: String, after: String) async throws {
        let rendering = rendering(Digest.filled(values) + Self.other)
        #expect(
            try await rendering.differences("shop:v2@" + Digest.new) == [
                .init(before: "image: " + Digest.filled(before), after: "image: " + Digest.filled(after))
            ])
    }

    /// `1.10` without quotes would be rendered as 1.1.
    @Test(arguments: ["1.10", "17", "1e3", "010", "1_000"])
    func quotesATagThatLooksLikeANumber(tag: String) async throws {
        for old in ["v1", "\"v1\""] {
            let rendering = rendering("image:\n  repository: shop\n  tag: \(old)\n" + Self.other)
            #expect(
                try await rendering.differences("shop:" + tag) == [
                    .init(before: "image: shop:v1", after: "image: shop:" + tag)
                ])
        }
    }

    @Test(arguments: [
        "image: &i {repository: shop, tag: v1}\nsidecar: {image: *i}\n",
        "image: &i {repository: shop, tag: v1}\nsidecar: {image: {<<: *i, pullPolicy: Never}}\n",
        "x-t: &t v1\nimage: {repository: shop, tag: *t}\nsidecar:\n  image:\n    repository: shop\n    tag: *t\n",
        "image: {repository: shop, tag: v1}\njobs:\n- name: a\n  image: shop:v1\n",
    ])
    func setsEveryUse(values: String) async throws {
        let differences = try await rendering(values + Self.other).differences("shop:v2")
        #expect(differences.count == 2)
        #expect(
            differences.allSatisfy {
                $0.after == $0.before.replacing("shop:v1", with: "shop:v2") && $0.before != $0.after
            })
    }
}
