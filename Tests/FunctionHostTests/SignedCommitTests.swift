import Events
import FoundationEssentials
import FunctionHost
import GitOps
import TestSupport
import Testing

/// Signed commits as a user of the functions sees them.
@Suite struct SignedCommitTests {
    @Test func outcomesNameTheSignedCommits() async throws {
        try await withTemporaryDirectory { directory in
            let key = try await SSHKey.make(in: directory)
            try await Fixture.with { fixture in
                let pipeline = try fixture.pipeline(["GITOPS_SIGNING_KEY_FILE": key.file])
                let outcomes = await withTaskGroup(of: Outcome.self) { group in
                    // Each twice: the second one names the commit of the first, also if both are in one push.
                    for number in 0..<10 {
                        let event = Delivery(Self.cloudEvent(number % 5), contentType: "application/cloudevents+json")
                        group.addTask { await pipeline.handle(event) }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.count { $0.outcome == .pushed } == 5)
                #expect(outcomes.count { $0.outcome == .unchanged } == 5)
                let commits = try await fixture.commits()
                #expect(commits.count == 9)
                #expect(Set(outcomes.map(\.commit)) == Set(commits.prefix(5)))
                let git = try key.trusted(by: fixture.git)
                #expect(try await git("log", "-5", "--format=%G?").text == "G\nG\nG\nG\nG")
                try await git("fsck", "--strict")
            }
        }
    }

    @Test func thePreviewNeedsNoSignature() async throws {
        try await withTemporaryDirectory { directory in
            let key = try await SSHKey.make(in: directory)
            try await Fixture.with { fixture in
                let pipeline = try fixture.pipeline(["GITOPS_SIGNING_KEY_FILE": key.file])
                let preview = await pipeline.preview(Delivery(imageEvent()))
                #expect(preview.outcome.outcome == .pushed && preview.commitMessage.hasPrefix("Note shop v1\n"))
            }
        }
    }

    /// Neither a log nor an outcome holds the key, whether it can be used or not.
    @Test(arguments: [true, false])
    func keepsTheKeyToItself(isWhole: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let key = try await SSHKey.make(in: directory)
            let text = try String(contentsOfFile: key.file, encoding: .utf8)
            if !isWhole { try directory.write(String(text.dropLast(60)), to: "key") }
            try await Fixture.with { fixture in
                let environment = fixture.environment.merging(["GITOPS_SIGNING_KEY_FILE": key.file]) { $1 }
                let ending = try await BuiltExecutable(name: "image-updater", environment: environment)(
                    "-v", input: imageEvent())
                let problem = "GITOPS_SIGNING_KEY_FILE cannot be used: the key is damaged"
                #expect(ending.output.contains(problem) == !isWhole)
                for line in text.split(separator: "\n").dropFirst().dropLast() {
                    #expect(!ending.words.contains(line.prefix(12)))
                }
                if isWhole {
                    let settings = try Settings(environment: environment)
                    #expect("\(settings)".contains("an SSH key"))
                }
            }
        }
    }

    private static func cloudEvent(_ number: Int) -> String {
        """
        {"specversion":"1.0","type":"image","source":"ci","id":"\(number)","data":\(imageEvent("app-\(number)"))}
        """
    }
}
