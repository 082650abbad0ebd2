import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// Images, built by a real engine from the static release binary.
@Suite(.timeLimit(.minutes(20))) struct PackageTests {
    /// What `skopeo inspect --config` prints of an image.
    private struct Configuration: Decodable {
        let architecture: String
        let config: Config

        struct Config: Decodable {
            let User: String
            let Env: [String]
            let Entrypoint: [String]
            let Labels: [String: String]
        }
    }

    @Test(.enabled(if: ContainerTools.canBuild, "scripts/test prepares engine and release binary, as root"))
    func sameInputIsTheSameImage() async throws {
        try await ContainerTools.with { environment, directory in
            let runner = RunnerProcess(environment: environment)
            let binary = try ContainerTools.binary("image-updater")
            var images: [PackagedImage] = []
            for name in ["one", "two"] {
                let result = try await runner.run(
                    "package", "image-updater", "--binary", binary, "--tag", "localhost/\(name):1",
                    "--output", directory.path("\(name).tar"), "--label", "org.opencontainers.image.revision=abc")
                #expect(result.code == 0, "\(result.errors)")
                #expect(result.errors == "")
                images.append(try result.line(PackagedImage.self))
            }
            #expect(images[0].digest == images[1].digest)
            #expect(images[0].digest.hasPrefix("sha256:"))
            #expect(images[0].id == images[1].id)
            #expect(images[0].bytes < 60_000_000)
            print("the image of image-updater takes \(images[0].bytes) bytes unpacked")
            let text = try await Tool.run(
                "skopeo", ["inspect", "--config", "oci-archive:\(directory.path("two.tar"))"])
            let configuration = try JSONDecoder().decode(Configuration.self, from: Data(text.utf8))
            #expect(configuration.config.User == "65532:65532")
            #expect(configuration.config.Env.contains("PORT=8080"))
            #expect(configuration.config.Entrypoint == ["/usr/bin/image-updater"])
            let labels = configuration.config.Labels
            #expect(labels["org.opencontainers.image.title"] == "image-updater")
            #expect(labels["org.opencontainers.image.revision"] == "abc")
            #expect(labels["gitops-functions.architecture"] == configuration.architecture)
            #expect(labels["gitops-functions.libc"]?.hasPrefix("glibc ") == true)
        }
    }

    @Test(.enabled(if: ContainerTools.canBuild, "scripts/test prepares engine and release binary, as root"))
    func pushesToARegistry() async throws {
        try await withServer(try await ContainerRegistry.start()) { registry in
            try await ContainerTools.with { environment, directory in
                let reference = "\(registry.name)/gitops/image-updater:1"
                let result = try await RunnerProcess(environment: environment).run(
                    "package", "image-updater", "--binary", try ContainerTools.binary("image-updater"), "--push",
                    reference)
                #expect(result.code == 0, "\(result.errors)")
                let image = try result.line(PackagedImage.self)
                #expect(image.pushed == reference)
                let pulled = directory.path("pulled")
                try await Tool.run(
                    "skopeo", ["copy", "--src-tls-verify=false", "docker://\(reference)", "dir:\(pulled)"])
                let manifest = try String(contentsOfFile: "\(pulled)/manifest.json", encoding: .utf8)
                #expect(manifest.contains(image.id))
                let digest = try await Tool.run(
                    "skopeo", ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://\(reference)"])
                #expect(digest == image.digest + "\n")
            }
        }
    }

    /// Engines that do not work are passed over, as a docker client is whose daemon does not run.
    @Test func takesTheFirstEngineThatWorks() async throws {
        try await withTemporaryDirectory { directory in
            let runner = try Self.runner(
                in: directory,
                engines: [
                    "buildah": "echo 'no space' >&2; exit 125", "podman": "echo 'no namespaces' >&2; exit 125",
                    "docker": """
                    echo "$@" >>"\(directory.path("calls"))"
                    while [ $# -gt 0 ]; do [ "$1" != --iidfile ] || echo sha256:0123 >"$2"; shift; done
                    [ ! -e "\(directory.path("away"))" ] || { echo 'Cannot connect to the Docker daemon' >&2; exit 1; }
                    echo sha256:4567
                    """,
                ])
            let arguments = ["package", "image-updater", "--binary", "/bin/true", "--tag", "a:1", "--push", "b/a:1"]
            let result = try await runner.run(arguments)
            #expect(result.code == 0, "\(result.errors)")
            let image = try result.line(PackagedImage.self)
            #expect(image.engine == "docker")
            #expect(image.id == "sha256:0123")
            let calls = try String(contentsOfFile: directory.path("calls"), encoding: .utf8).split(separator: "\n")
            #expect(calls[0].hasPrefix("build --quiet --file "))
            #expect(calls.dropFirst() == ["tag a:1 b/a:1", "push --quiet b/a:1", "image inspect --format {{.Id}} a:1"])

            try directory.write("", to: "away")
            let none = try await runner.run(arguments)
            #expect(none.code == 70)
            for words in ["buildah build failed: no space", "podman build failed: no namespaces", "Docker daemon"] {
                #expect(none.errors.contains(words), "\(none.errors)")
            }
        }
    }

    @Test func saysWhatIsMissing() async throws {
        try await withTemporaryDirectory { directory in
            let runner = try Self.runner(in: directory, engines: [:])
            let engine = try await runner.run("package", "image-updater", "--binary", "/bin/true")
            #expect(engine.code == 70)
            #expect(engine.errors.contains("none of buildah, podman, docker is here"), "\(engine.errors)")
            let binary = try await runner.run("package", "image-updater", "--binary", "/nonexistent/image-updater")
            #expect(binary.code == 70)
            #expect(binary.errors.contains("there is no /nonexistent/image-updater: build it with"), "\(binary.errors)")
        }
    }

    /// A runner that finds these scripts, and what it takes of the system, on its `PATH` and nothing else.
    private static func runner(in directory: TemporaryDirectory, engines: [String: String]) throws -> RunnerProcess {
        let programs = directory.path("programs")
        mkdir(programs, 0o755)
        for name in ["ldd", "strip", "sh", "bash", "cat"] where Tool.isHere(name) {
            symlink(try Tool.path(name), "\(programs)/\(name)")
        }
        for (name, script) in engines {
            try directory.write("#!/bin/sh\n\(script)\n", to: "programs/\(name)")
            chmod("\(programs)/\(name)", 0o755)
        }
        return RunnerProcess(environment: ["PATH": programs])
    }
}
