import FoundationEssentials
import Subprocess
import TestSupport
import Testing

/// `runner demo`, as scripts/demo calls it.
@Suite(.timeLimit(.minutes(10)), .serialized) struct DemoTests {
    static let project = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    @Test func endsByItselfAndLeavesNothingBehind() async throws {
        try await withTemporaryDirectory { directory in
            let result = try await runner(directory).run("demo")
            #expect(result.code == 0, "\(result.errors)")
            for kind in ["✔ pushed", "= unchanged", "✘ invalid", "– refused"] {
                #expect(result.output.contains(kind))
            }
            #expect(result.output.contains("\n    Update my-awesome-app to v1.2.3 in dev, stage, prod\n"))
            #expect(result.output.contains("\n+  newTag: v1.2.3 # follows CI\n"))
            #expect(!result.output.contains("\u{1B}"))
            #expect(result.errors == "")
            try expectNothing(in: directory)
        }
    }

    @Test func isCleanedUpWhenItIsInterrupted() async throws {
        try await withTemporaryDirectory { directory in
            let result = try await runner(directory).interrupted(by: .interrupt, "demo") { printed in
                try await waitUntil("the first event is handled", within: .seconds(120)) {
                    try printed().output.contains("✔ pushed")
                }
            }
            #expect(result.code == 130, "\(result.errors)")
            try expectNothing(in: directory)
        }
    }

    @Test func saysWhatIsMissing() async throws {
        try await withTemporaryDirectory { directory in
            var runner = runner(directory)
            runner.environment["PATH"] = directory.path
            let result = try await runner.run("demo")
            #expect(result.code == 70)
            #expect(result.errors == "runner: git is not here: run scripts/demo, which gets what the demo needs\n")
        }
    }

    private func runner(_ directory: TemporaryDirectory) -> RunnerProcess {
        RunnerProcess(environment: ["TMPDIR": directory.path])
    }

    /// No file, and no process that was started with a path in the directory.
    private func expectNothing(in directory: TemporaryDirectory) throws {
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(process) != nil {
            let arguments = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            #expect(!String(decoding: arguments, as: UTF8.self).contains(directory.path + "/gitops-demo"))
        }
    }
}
