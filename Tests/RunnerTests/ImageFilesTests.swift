import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import runner

/// What goes into an image, before an engine sees it.
@Suite struct ImageFilesTests {
    @Test func readsWhatTheLoaderSays() throws {
        let printed = """
            \tlinux-vdso.so.1 (0x00007ffd1c7e4000)
            \tlibgit2.so.1.5 => /lib/x86_64-linux-gnu/libgit2.so.1.5 (0x00007f0000000000)
            \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0000000000)
            \t/lib64/ld-linux-x86-64.so.2 (0x00007f0000000000)
            """
        let libraries = try SharedLibraries(printed: printed, of: "program")
        #expect(libraries.loader == "/lib64/ld-linux-x86-64.so.2")
        #expect(libraries.libraries.map(\.name) == ["libc.so.6", "libgit2.so.1.5"])
        #expect(libraries.directory == "/lib/x86_64-linux-gnu")
        #expect(try SharedLibraries(printed: "\tstatically linked\n", of: "program").libraries.isEmpty)
    }

    @Test func namesTheLibraryThatIsMissing() {
        let failure = #expect(throws: CommandFailure.self) {
            try SharedLibraries(printed: "\tlibgit2.so.1.5 => not found\n", of: "/usr/bin/x")
        }
        #expect(failure?.description == "/usr/bin/x needs libgit2.so.1.5, which is not on this machine")
    }

    @Test func doesNotTakeWhatIsLinkedWithSwift() async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            try await SharedLibraries.of(try #require(OwnExecutable.path))
        }
        #expect(failure?.description.contains("--static-swift-stdlib") == true)
    }

    /// The recipe for those who build from source puts the same files into its image. Only its compiler and its base image are
    /// not here: its last step runs on a program that is built already.
    @Test func theContainerfilePutsTheSameTogether() async throws {
        try await withTemporaryDirectory { directory in
            let program = try Tool.path("git")
            let recipe = try String(
                contentsOfFile: #filePath.replacing("Tests/RunnerTests/ImageFilesTests.swift", with: "")
                    + "functions/Containerfile", encoding: .utf8)
            let steps = recipe.replacing("\\\n", with: " ").split(separator: "\n").filter { $0.hasPrefix("RUN ") }
            let step = try #require(steps.last).dropFirst(4)
            let script = step.replacing("/image", with: directory.path("image"))
                .replacing(">/libraries", with: ">'\(directory.path("libraries"))'")
                .replacing("</libraries", with: "<'\(directory.path("libraries"))'")
                .replacing("\".build/release/$HANDLER\"", with: "'\(program)'")
            try await Tool.run("sh", ["-c", String(script)])
            let made = Set(try FileManager.default.subpathsOfDirectory(atPath: directory.path("image")))

            var tree = try ImageTree(at: directory.path("root"))
            try tree.add(try PackagedProgram("image-updater"), from: program, with: try await .of(program))
            let ours = Set(try FileManager.default.subpathsOfDirectory(atPath: tree.root))
            func names(_ paths: Set<String>) -> Set<String> {
                // Libraries have their places on the machine there, and one here, where the loader looks first.
                Set(paths.compactMap { $0.split(separator: "/").last.map(String.init) }.filter { $0.contains(".") })
            }
            #expect(names(made) == names(ours))
            for path in ["etc/passwd", "etc/group", "etc/nsswitch.conf"] {
                let text = try String(contentsOfFile: directory.path("image/\(path)"), encoding: .utf8)
                #expect(try text == String(contentsOfFile: "\(tree.root)/\(path)", encoding: .utf8), "\(path)")
            }
            #expect(made.contains("usr/bin/function") && made.contains("tmp"))
        }
    }

    @Test func setsModesAndTimes() async throws {
        try await withTemporaryDirectory { directory in
            let secret = try directory.write("text", to: "secret")
            chmod(secret, 0o600)
            symlink(secret, directory.path("link"))
            var tree = try ImageTree(at: directory.path("root"))
            try tree.add(directory.path("link"), at: "/usr/bin/program", isExecutable: true)
            try tree.write("users\n", at: "/etc/passwd")
            try tree.addTemporaryDirectory(at: "/tmp")
            try tree.seal()
            #expect(tree.size == 10)
            for (path, mode) in [
                ("/usr", 0o040755), ("/usr/bin/program", 0o100755), ("/etc/passwd", 0o100644), ("/tmp", 0o041777),
            ] as [(String, mode_t)] {
                var status = stat()
                #expect(lstat(tree.root + path, &status) == 0)
                #expect(status.st_mode == mode, "\(path)")
                #expect(status.st_mtim.tv_sec == 0, "\(path)")
            }
        }
    }

    @Test func describesTheImage() throws {
        let description = ImageDescription(
            program: try PackagedProgram("image-updater"),
            labels: ["org.opencontainers.image.revision": "a \"b\" $c", "org.opencontainers.image.title": "Mine"])
        let text = description.containerfile(root: "root")
        #expect(text.hasPrefix("FROM scratch\n"))
        #expect(text.contains(#""org.opencontainers.image.revision"="a \"b\" \$c""#))
        #expect(text.contains(#""org.opencontainers.image.title"="Mine""#))
        #expect(text.contains(#""gitops-functions.libc"="glibc 2."#))
        #expect(text.contains("\nUSER 65532:65532\nENV PORT=8080\n"))
        #expect(text.contains("\nENTRYPOINT [\"/usr/bin/image-updater\"]\nCMD []\n"))
        let runner = ImageDescription(program: try PackagedProgram("runner"), labels: [:])
        #expect(runner.containerfile(root: "root").contains("\nCMD [\"subscribe\"]\n"))
    }

    @Test(arguments: [
        ("localhost/a:1", true), ("localhost:5000/a", true), ("127.0.0.1:5000/a", true), ("[::1]:5000/a", true),
        ("registry.example.com/a", false), ("localhost.example.com/a", false),
    ])
    func doesWithoutTLSOnThisMachineAlone(reference: String, isPlain: Bool) {
        for engine in [ContainerEngine.buildah, .podman] {
            let runs = engine.pushRuns("a:1", to: reference, digestFile: "digest")
            #expect(runs.contains { $0.contains("--tls-verify=false") } == isPlain)
        }
    }

    @Test(arguments: [
        (["package"], "Missing expected argument '<handler>"),
        (["package", "nobody"], "There is no program 'nobody'. There are: image-updater"),
        (["package", "image-updater", "runner", "--push", "registry.example.com/a"], "--push needs {handler} in it"),
        (["package", "image-updater", "runner", "--binary", "x"], "--binary is for one program"),
        (["package", "image-updater", "--label", "x"], "A label is KEY=VALUE"),
        (["package", "image-updater", "--output", "a:b"], "--output cannot have a colon"),
    ])
    func usageErrors(arguments: [String], words: String) async throws {
        let result = try await RunnerProcess().run(arguments)
        #expect(result.code == 64)
        #expect(result.errors.contains(words), "\(result.errors)")
    }
}
