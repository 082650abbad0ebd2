import ArgumentParser
import FoundationEssentials
import GitOps
import Logging

/// `runner package`: container images of the programs.
struct PackageCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "package",
            abstract:
                "Puts programs into container images that hold nothing else, or prints what platforms need to run them.",
            discussion: """
                An image holds the program, the shared libraries that it needs, certificates of authorities, and a user \
                that is not root. It is built FROM scratch by buildah, podman or docker, the first that works. The same \
                input gives the same digest. A handler's image serves HTTP on $PORT, 8080 unless it is set; the runner's \
                subscribes. Prints one line of JSON for each image.

                The programs have to be static release binaries:
                  swift build -c release --static-swift-stdlib --product image-updater

                EXAMPLES:
                  Into the engine's own storage:
                    runner package image-updater
                  Several, to a registry:
                    runner package image-updater runner \\
                      --push 'registry.example.com/gitops/{handler}:1.0'
                  Into a file, to be copied elsewhere:
                    runner package image-updater --output image-updater.tar
                  What Knative needs to run it:
                    runner package image-updater --manifests knative \\
                      --tag registry.example.com/gitops/image-updater:1.0 \\
                      --repository https://git.example.com/team/gitops.git |
                      kubectl apply -f -
                """
        )
    }

    @Argument(
        help: ArgumentHelp(
            "The programs.", discussion: "Some of: \(PackagedProgram.list)", valueName: "handler"))
    var names: [String]

    @Option(
        help: ArgumentHelp(
            "The image's name in the engine's storage.",
            discussion: "\(PackagedProgram.placeholder) stands for the handler."))
    var tag = "gitops-functions/\(PackagedProgram.placeholder):latest"

    @Option(
        help: ArgumentHelp(
            "The program's file.", discussion: "Default: the one beside runner's own.", valueName: "path"))
    var binary: String?

    @Option(name: [.short, .long], help: ArgumentHelp("Write an OCI archive to this file besides.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Push to this reference in a registry besides; credentials are those of the engine.", valueName: "ref"))
    var push: String?

    @Option(
        help: ArgumentHelp(
            "A label more, as org.opencontainers.image.revision=...; may be repeated.", valueName: "key=value"))
    var label: [String] = []

    @Option(
        help: ArgumentHelp("Print manifests, and make no image.", valueName: "platform"))
    var manifests: ManifestPlatform?

    @Option(help: ArgumentHelp("The address of the GitOps repository in manifests.", valueName: "url"))
    var repository = "https://git.example.com/team/gitops.git"

    @OptionGroup var logging: LoggingOption

    func validate() throws {
        let programs = try programs()
        _ = try labels()
        if programs.count > 1 {
            for (option, value) in [("--tag", tag), ("--output", output), ("--push", push)] {
                guard value?.contains(PackagedProgram.placeholder) ?? true else {
                    throw ValidationError("\(option) needs \(PackagedProgram.placeholder) in it for several programs.")
                }
            }
            guard binary == nil else { throw ValidationError("--binary is for one program.") }
        }
        if let manifests { try validate(manifests, programs) }
        guard output?.contains(":") != true else { throw ValidationError("--output cannot have a colon in it.") }
    }

    private func validate(_ platform: ManifestPlatform, _ programs: [PackagedProgram]) throws(ValidationError) {
        guard output == nil, push == nil, binary == nil, label.isEmpty else {
            throw ValidationError("--manifests makes no image: leave --output, --push, --binary and --label out.")
        }
        guard programs.contains(where: { !$0.isRunner }) || platform == .kubernetes else {
            throw ValidationError("These manifests are for handlers: \(HandlerTable.list).")
        }
        // They are shown to everybody who can read the manifests. The value is not repeated.
        guard !repository.contains("@") || !repository.contains("://") || repository.hasPrefix("ssh://") else {
            throw ValidationError("--repository takes no credentials.")
        }
    }

    func run() async throws {
        if let manifests {
            try Print.bytes(Array(manifests.text(try deployment()).utf8))
            return
        }
        for program in try programs() {
            let result = try await build(program).run()
            try Print.line(JSONLine.text(of: result))
        }
    }

    private func build(_ program: PackagedProgram) throws -> ImageBuild {
        guard let binary = binary ?? program.fileBesideOurs else {
            throw CommandFailure(.failed, "it is not known where this program is: use --binary")
        }
        return ImageBuild(
            description: ImageDescription(program: program, labels: try labels()), binary: binary,
            tag: program.filling(tag), archive: output.map(program.filling), push: push.map(program.filling),
            logger: logging.logger(standard: .notice))
    }

    private func deployment() throws(ValidationError) -> FunctionDeployment {
        let handlers = try programs().filter { !$0.isRunner }
        return FunctionDeployment(
            handlers: handlers.isEmpty ? PackagedProgram.handlers : handlers, image: tag, repository: repository)
    }

    private func programs() throws(ValidationError) -> [PackagedProgram] {
        var programs: [PackagedProgram] = []
        for name in names {
            let program = try PackagedProgram(name)
            if !programs.contains(program) { programs.append(program) }
        }
        return programs
    }

    private func labels() throws(ValidationError) -> [String: String] {
        var labels: [String: String] = [:]
        for text in label {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isNewline) else {
                throw ValidationError("A label is KEY=VALUE on one line.")
            }
            labels[String(parts[0])] = String(parts[1])
        }
        return labels
    }
}
