import FoundationEssentials
import GitOps
import Logging

/// Makes one image: puts its files together, and lets an engine build and deliver it.
struct ImageBuild: Sendable {
    /// Images above this are made, and said to be too large: something is in them that does not belong there.
    private static let reasonableSize = 60_000_000

    let description: ImageDescription
    /// The program's file.
    let binary: String
    /// The image's name in the engine's storage.
    let tag: String
    /// The file to write an OCI archive to, if any.
    var archive: String?
    /// The reference to push to, if any.
    var push: String?
    let logger: Logger

    /// What was made, as it is printed.
    struct Result: Encodable, Sendable {
        let image: String
        let id: String
        let digest: String
        let bytes: Int
        let engine: String
        var archive: String?
        var pushed: String?
    }

    /// Makes the image.
    func run() async throws -> Result {
        try await WorkDirectory.with("package") { directory in
            let libraries = try await librariesOfProgram()
            var tree = try ImageTree(at: "\(directory)/root")
            try tree.add(description.program, from: try await stripped(in: directory), with: libraries)
            try tree.seal()
            if tree.size > Self.reasonableSize {
                logger.warning(
                    "the image is larger than it should be",
                    metadata: ["bytes": "\(tree.size)", "reasonable": "\(Self.reasonableSize)"])
            }
            let instructions = description.containerfile(root: "root")
            try Data(instructions.utf8).write(to: URL(filePath: "\(directory)/Containerfile"))
            return try await deliver(tree, directory)
        }
    }

    private func librariesOfProgram() async throws(CommandFailure) -> SharedLibraries {
        guard FileManager.default.isReadableFile(atPath: binary) else {
            throw CommandFailure(
                .failed,
                """
                there is no \(binary): build it with \
                'swift build -c release --static-swift-stdlib --product \(description.program.name)'
                """)
        }
        return try await SharedLibraries.of(binary)
    }

    /// The program without its symbols, which nobody needs to run it and which are half of it.
    private func stripped(in directory: String) async throws(CommandFailure) -> String {
        guard let strip = await MachineProgram.first(of: "strip", "llvm-strip") else {
            logger.notice("neither strip nor llvm-strip is here: the program keeps its symbols")
            return binary
        }
        let file = "\(directory)/\(description.program.name)"
        try await strip(["--strip-all", "-o", file, binary])
        return file
    }

    private func deliver(_ tree: ImageTree, _ directory: String) async throws -> Result {
        let idFile = "\(directory)/id"
        let (engine, program) = try await build(directory, idFile: idFile)
        let digestFile = "\(directory)/digest"
        let runs =
            (archive.map { engine.archiveRuns(tag, to: $0, digestFile: digestFile) } ?? [])
            + (push.map { engine.pushRuns(tag, to: $0, digestFile: digestFile) } ?? [])
        for arguments in runs { try await program(arguments, variables: engine.variables) }
        let digest =
            if let text = Self.word(in: digestFile) { text } else {
                Self.word(try await program(engine.digestRun(tag)))
            }
        return Result(
            image: tag, id: Self.word(in: idFile) ?? "", digest: digest, bytes: tree.size, engine: engine.rawValue,
            archive: archive, pushed: push)
    }

    /// Builds with the first engine that can.
    private func build(
        _ directory: String, idFile: String
    ) async throws(CommandFailure) -> (ContainerEngine, MachineProgram) {
        var failures: [String] = []
        for engine in ContainerEngine.allCases {
            guard let program = await MachineProgram(engine.rawValue) else { continue }
            let arguments = engine.buildArguments(directory, tag: tag, idFile: idFile)
            do throws(CommandFailure) {
                try await program(arguments, variables: engine.variables)
                return (engine, program)
            } catch {
                logger.info("an engine cannot build images here", metadata: ["reason": "\(error)"])
                failures.append(error.description)
            }
        }
        let names = ContainerEngine.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandFailure(
            .failed,
            failures.isEmpty
                ? "none of \(names) is here to build images with" : failures.joined(separator: "; "))
    }

    private static func word(in file: String) -> String? {
        guard let data = FileManager.default.contents(atPath: file) else { return nil }
        return word(String(decoding: data, as: UTF8.self))
    }

    private static func word(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }
}
