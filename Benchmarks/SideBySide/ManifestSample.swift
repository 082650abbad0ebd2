/// A large manifest, of about 20 lines a kilobyte, in which images are to be changed.
struct ManifestSample {
    let name: String
    let path: String
    let text: String
    /// How many places have the image.
    let changes: Int

    /// Deployments in documents of their own.
    static func documents(_ size: Int) -> ManifestSample {
        let text = repeated(size) { "---\n" + deployment($0).lines.joined() }
        return ManifestSample(name: "documents", path: "all.yaml", text: text, changes: 1)
    }

    /// The same content in other forms.
    static func forms(_ size: Int) -> [ManifestSample] {
        let list = "apiVersion: v1\nkind: List\nitems:\n" + repeated(size) { deployment($0).item }
        let values = repeated(size) { index in
            "service\(index):\n  image:\n    repository: registry.example.com/team/service-\(index)\n    tag: v1.0.0\n"
                + deployment(index).lines.map { "    " + $0 }.joined().replacing("image: ", with: "was: ")
        }
        let json = "{\"kind\": \"List\", \"items\": [\n" + repeated(size, separator: ",\n", json) + "\n]}\n"
        let everywhere = repeated(size) { _ in "---\n" + deployment(7).lines.joined() }
        let application =
            "kind: Application\nspec:\n  source:\n    helm:\n      values: |\n"
            + values.split(separator: "\n").map { "        \($0)\n" }.joined()
        return [
            documents(size),
            ManifestSample(name: "one document, a `kind: List`", path: "list.yaml", text: list, changes: 1),
            ManifestSample(name: "JSON", path: "list.json", text: json, changes: 1),
            ManifestSample(name: "Helm values", path: "values.yaml", text: values, changes: 1),
            ManifestSample(
                name: "Helm values in an Argo CD Application", path: "a.yaml", text: application, changes: 1),
            ManifestSample(
                name: "the image in every document", path: "all.yaml", text: everywhere,
                changes: everywhere.split(separator: "---\n").count),
        ]
    }

    /// Applications with their policies, as files of a repository by path.
    static func applications(files count: Int) -> [(name: String, files: [String: String])] {
        let policy =
            "version: 1\napplications:\n- {name: shop, path: shop, images: [registry.example.com/team/service-7]}\n"
        var plain = [".gitops.yaml": policy]
        var kustomized = [".gitops.yaml": policy]
        var chart = [".gitops.yaml": policy]
        for index in 0..<count {
            let text = deployment(index).lines.joined()
            plain["shop/\(index % 10)/service-\(index).yaml"] = text
            kustomized["shop/base/service-\(index).yaml"] = text
            chart["shop/templates/service-\(index).yaml"] = "{{- if .Values.enabled }}\n" + text + "{{- end }}\n"
        }
        let resources = (0..<(count - 1)).map { "- base/service-\($0).yaml\n" }.joined()
        kustomized["shop/base/service-\(count - 1).yaml"] = nil
        kustomized["shop/kustomization.yaml"] =
            "resources:\n\(resources)images:\n- name: registry.example.com/team/service-7\n  newTag: v1.0.0\n"
        chart["shop/templates/service-\(count - 1).yaml"] = nil
        chart["shop/values.yaml"] = "image: {repository: registry.example.com/team/service-7, tag: v1.0.0}\n"
        return [("plain manifests", plain), ("a Kustomization", kustomized), ("a chart", chart)]
    }

    private static func repeated(_ size: Int, separator: String = "", _ part: (Int) -> String) -> String {
        var text = ""
        var index = 0
        while text.utf8.count < size {
            text += (index == 0 ? "" : separator) + part(index)
            index += 1
        }
        return text
    }

    private struct Deployment {
        let lines: [String]

        /// As an item of a list.
        var item: String {
            lines.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }.joined()
        }
    }

    private static func deployment(_ index: Int) -> Deployment {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: service-\(index)
              annotations:
                example.com/description: what the service does, for whom it does that, and why there is one
                example.com/owner: the team that is responsible for it and that is called at night, if it must be
              labels: {app.kubernetes.io/name: service-\(index), app.kubernetes.io/part-of: shop-of-everything}
            spec:
              replicas: 3 # scaled by hand; the runbook has the reasons behind this number and those before it
              selector: {matchLabels: {app.kubernetes.io/name: service-\(index)}}
              template:
                metadata: {labels: {app.kubernetes.io/name: service-\(index)}}
                spec:
                  containers:
                  - name: app
                    image: registry.example.com/team/service-\(index):v1.0.0 # set by the pipeline
                    env:
                    - name: SOME_ENVIRONMENT_VARIABLE_WITH_A_LONG_NAME
                      value: "a value with words, and with more words for the sake of its length"

            """
        return Deployment(lines: text.split(separator: "\n").map { $0 + "\n" })
    }

    private static func json(_ index: Int) -> String {
        let deployment = """
            {
              "kind": "Deployment",
              "metadata": {
                "name": "service-\(index)",
                "annotations": {
                  "example.com/description": "what the service does, for whom it does that, and why there is one"
                }
              },
              "spec": {
                "template": {
                  "spec": {
                    "containers": [
                      {"name": "app", "image": "registry.example.com/team/service-\(index):v1.0.0"}
                    ]
                  }
                }
              }
            }
            """
        return deployment
    }
}
