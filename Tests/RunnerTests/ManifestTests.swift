import FoundationEssentials
import ManifestEdit
import TestSupport
import Testing

@testable import runner

/// What platforms are told, held against the schemas that they publish.
@Suite struct ManifestTests {
    private static let image = "registry.example.com/gitops/{handler}:1.0"

    private static func text(
        _ platform: ManifestPlatform, handlers: [PackagedProgram] = PackagedProgram.handlers
    ) -> String {
        platform.text(
            FunctionDeployment(
                handlers: handlers, image: image, repository: "https://git.example.com/team/gitops.git"))
    }

    private static func documents(_ platform: ManifestPlatform) throws -> [YAMLNode] {
        try YAMLDocument.parse(Array(text(platform).utf8)).map(\.root)
    }

    private static func documents(_ platform: ManifestPlatform, kind: String, group: String) throws -> [YAMLNode] {
        try documents(platform).filter {
            $0["kind"]?.text == kind && $0["apiVersion"]?.text?.hasPrefix(group) == true
        }
    }

    @Test(
        .enabled(if: PublishedSchema.directory != nil, "the published schemas are not beside the project"),
        arguments: [
            (ManifestPlatform.knative, "Service", "serving.knative.dev", "knative-service.crd.yaml"),
            (.knative, "Trigger", "eventing.knative.dev", "knative-trigger.crd.yaml"),
        ])
    func fitsTheCustomResource(platform: ManifestPlatform, kind: String, group: String, file: String) throws {
        let schema = try PublishedSchema.customResource(file)
        let documents = try Self.documents(platform, kind: kind, group: group)
        #expect(documents.count == PackagedProgram.handlers.count)
        for document in documents { #expect(schema.problems(of: document) == []) }
    }

    @Test(
        .enabled(if: PublishedSchema.directory != nil, "the published schemas are not beside the project"),
        arguments: ["EventBus", "EventSource", "Sensor"])
    func fitsArgoEvents(kind: String) throws {
        let schema = try PublishedSchema.definition("io.argoproj.events.v1alpha1.\(kind)", in: "argo-events.json")
        let documents = try Self.documents(.argoEvents, kind: kind, group: "argoproj.io/v1alpha1")
        #expect(documents.count == ["EventBus": 1, "EventSource": 2, "Sensor": PackagedProgram.handlers.count][kind])
        for document in documents { #expect(schema.problems(of: document) == []) }
    }

    /// The check itself sees mistakes.
    @Test(.enabled(if: PublishedSchema.directory != nil, "the published schemas are not beside the project"))
    func seesWhatDoesNotFit() throws {
        let sensor = try PublishedSchema.definition("io.argoproj.events.v1alpha1.Sensor", in: "argo-events.json")
        let text = """
            kind: Sensor
            metadata: {name: 1}
            spec:
              dependencies: [{name: a, eventSourceName: b}]
              triggers: {}
              replica: 2
            """
        let document = try #require(try YAMLDocument.parse(Array(text.utf8)).first)
        #expect(
            sensor.problems(of: document.root).sorted() == [
                ".metadata.name: it is not string", ".spec.dependencies[0]: eventName is missing",
                ".spec.replica: there is no such field", ".spec.triggers: it is not array",
            ])
    }

    @Test(
        .enabled(if: Tool.isHere("kubernetes-validate"), "kubernetes-validate (PyPI) is not here"),
        arguments: [ManifestPlatform.kubernetes, .argoEvents])
    func fitsKubernetes(platform: ManifestPlatform) async throws {
        let core = Self.text(platform).split(separator: "---\n").filter { !$0.contains("apiVersion: argoproj.io/") }
        try await withTemporaryDirectory { directory in
            let file = try directory.write(core.joined(separator: "---\n"), to: "manifests.yaml")
            try await Tool.run("kubernetes-validate", ["--strict", file])
        }
    }

    @Test(.enabled(if: Tool.isHere("cfn-lint"), "cfn-lint (PyPI) is not here"))
    func fitsCloudFormation() async throws {
        try await withTemporaryDirectory { directory in
            let file = try directory.write(Self.text(.lambda), to: "template.yaml")
            try await Tool.run("cfn-lint", [file])
        }
    }

    @Test func isAStackOfOpenFaaS() throws {
        let stack = try #require(try Self.documents(.openfaas).first)
        #expect(stack["provider"]?["name"]?.text == "openfaas")
        let function = try #require(stack["functions"]?["image-updater"])
        #expect(function["image"]?.text == "registry.example.com/gitops/image-updater:1.0")
        #expect(function["skip_build"]?.text == "true")
        #expect(function["readonly_root_filesystem"]?.text == "true")
        #expect(function["secrets"]?.items.first?.text == "gitops-token")
        #expect(function["environment"]?["GITOPS_TOKEN_FILE"]?.text == "/var/openfaas/secrets/gitops-token")
        #expect(function["annotations"]?["com.openfaas.health.http.path"]?.text == "/_/health")
    }

    /// What waits for a moment is told every minute that time has passed, by what each platform has for that.
    @Test(arguments: [
        (ManifestPlatform.knative, [["kind: PingSource", "schedule: \"* * * * *\""]]),
        (.openfaas, [["topic: cron-function", "schedule: \"* * * * *\""]]),
        (
            .argoEvents,
            [["name: gitops-calendar", "schedule: \"* * * * *\""], ["conditions: tick", "contextKey: time"]]
        ),
        (.lambda, [["AlertRemediatorTick:", "AWS::Scheduler::Schedule", "rate(1 minute)", "scheduled-time"]]),
        (.kubernetes, [["- tick", "- \"--every\"", "- \"60\""]]),
    ])
    func ticks(platform: ManifestPlatform, words: [[String]]) throws {
        let text = Self.text(platform)
        for words in words {
            // In this order.
            var rest = text[...]
            for word in words {
                guard let found = rest.firstRange(of: word) else {
                    Issue.record("\(word) is not in \(platform)")
                    continue
                }
                rest = rest[found.upperBound...]
            }
        }
        let others = Self.text(platform, handlers: [try PackagedProgram("image-updater")])
        for word in words.joined() {
            #expect(!others.contains(word), "\(word) is in \(platform) without need")
        }
    }

    @Test func givesContainersNoMoreThanTheyNeed() throws {
        let pods = try [ManifestPlatform.kubernetes, .argoEvents, .knative].flatMap { try Self.documents($0) }
            .compactMap { $0["spec"]?["template"]?["spec"] }
        #expect(pods.count == 1 + 2 * PackagedProgram.handlers.count)
        for pod in pods {
            #expect(pod["automountServiceAccountToken"]?.text == "false")
            let containers = try #require(pod["containers"]?.items)
            #expect(!containers.isEmpty)
            for container in containers {
                let security = try #require(container["securityContext"])
                #expect(security["readOnlyRootFilesystem"]?.text == "true")
                #expect(security["runAsNonRoot"]?.text == "true")
                #expect(security["capabilities"]?["drop"]?.items.first?.text == "ALL")
                #expect(container["resources"]?["limits"]?["memory"]?.text == "256Mi")
                #expect(container["volumeMounts"]?.items.first?["mountPath"]?.text == "/tmp")
            }
        }
    }

    @Test(arguments: [
        ("plain", "plain"), ("a/b.c:1-x", "a/b.c:1-x"), ("true", "\"true\""), ("No", "\"No\""), ("1", "\"1\""),
        ("a b", "\"a b\""), ("a:", "\"a:\""), ("", "\"\""), ("a\"\\\n\u{1}", #""a\"\\\n\x01""#), ("-", "\"-\""),
        ("é", "\"é\""), ("#x", "\"#x\""),
    ])
    func writesStringsThatAreStrings(text: String, yaml: String) throws {
        #expect(ManifestValue.text(text).yaml == yaml + "\n")
        let read = try #require(try YAMLDocument.parse(Array("key: \(yaml)\n".utf8)).first)
        #expect(read.root["key"]?.text == text)
    }

    @Test func theCommandPrintsThem() async throws {
        let result = try await RunnerProcess().run(
            "package", "image-updater", "--manifests", "knative", "--tag", Self.image)
        #expect(result.code == 0)
        #expect(result.output == Self.text(.knative, handlers: [try PackagedProgram("image-updater")]))
        let runner = try await RunnerProcess().run(
            "package", "runner", "--manifests", "kubernetes", "--tag", Self.image)
        #expect(runner.output == Self.text(.kubernetes))
    }

    @Test(arguments: [
        (["runner", "--manifests", "knative"], "These manifests are for handlers"),
        (["image-updater", "--manifests", "nomad"], "'nomad' is invalid"),
        (["image-updater", "--manifests", "knative", "--push", "a/b"], "--manifests makes no image"),
        (["image-updater", "--manifests", "knative", "--repository", "https://u:s3cret@h/r"], "takes no credentials"),
    ])
    func usageErrors(arguments: [String], words: String) async throws {
        let result = try await RunnerProcess().run(["package"] + arguments)
        #expect(result.code == 64)
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(!result.errors.contains("s3cret"))
    }
}
