import GitOps
import Subprocess
import SystemPackage

/// The throw-away GitOps repository: bare, as on a server.
struct DemoRepository: Sendable {
    /// Where it is.
    let path: String
    /// The commit that it starts with.
    private let start: String
    private let programs: DemoPrograms

    /// Makes it.
    init(in directory: String, programs: DemoPrograms) async throws {
        self.programs = programs
        path = "\(directory)/gitops.git"
        try await Self.git(programs, ["init", "--quiet", "--bare", "--initial-branch=main", path])
        try await Self.git(programs, ["-C", path, "config", "uploadpack.allowFilter", "true"])
        start = try await Self.commit(DemoFiles.first, in: path, programs)
    }

    /// Puts somebody's commit on the branch.
    func commit(_ edit: DemoEdit) async throws {
        _ = try await Self.commit(edit, in: path, programs)
    }

    /// The commits since the first one, oldest first, with what each of them changes.
    func log(isColoured: Bool) async throws -> String {
        try await Self.git(
            programs,
            [
                "-C", path, "log", "--reverse", "--patch", "--unified=1", "--color=\(isColoured ? "always" : "never")",
                "\(start)..main",
            ])
    }

    private static func commit(_ edit: DemoEdit, in path: String, _ programs: DemoPrograms) async throws -> String {
        try await git(
            programs, ["-C", path, "fast-import", "--quiet", "--date-format=now"],
            input: try file(edit.fastImport, in: path))
        let tip = try await git(programs, ["-C", path, "rev-parse", "main"])
        return String(tip.prefix { !$0.isNewline })
    }

    /// A file with this text, to be read.
    private static func file(_ text: String, in path: String) throws -> FileDescriptor {
        let name = FilePath("\(path)/import")
        let file = try FileDescriptor.open(
            name, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(Array(text.utf8)) }
        return try FileDescriptor.open(name, .readOnly)
    }

    @discardableResult
    private static func git(
        _ programs: DemoPrograms,
        _ arguments: [String],
        input: FileDescriptor? = nil
    ) async throws -> String {
        let input = try input ?? FileDescriptor.open("/dev/null", .readOnly)
        let result = try await Subprocess.run(
            .path(FilePath(programs.git)), arguments: Arguments(arguments),
            environment: programs.subprocessEnvironment,
            input: .fileDescriptor(input, closeAfterSpawningProcess: true),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw CommandFailure(
                .failed, "git \(arguments.joined(separator: " ")) failed: \(result.standardError)")
        }
        return result.standardOutput
    }
}
