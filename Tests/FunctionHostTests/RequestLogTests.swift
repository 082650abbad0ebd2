import FoundationEssentials
import GitOps
import TestSupport
import Testing

/// What `-v` says of the conversation with the Git server.
@Suite struct RequestLogTests {
    /// A line a request, and together they are what the outcome says of its cost.
    @Test func everyRequestHasALine() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(policy: true).write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                let program = BuiltExecutable(
                    name: "image-updater", environment: ["GITOPS_REPOSITORY": server.url(for: "repo.git")])
                let event = #"{"image": "\#(MonorepoFiles(3).image)", "tag": "v1.9.9"}"#
                let ending = try await program("-v", input: event)
                let outcome = try JSONDecoder().decode(Outcome.self, from: Data(ending.output.utf8))
                #expect(outcome.outcome == .pushed)

                let lines = ending.errors.split(separator: "\n").filter { $0.contains("git request") }
                func values(_ key: String) -> [String] {
                    lines.compactMap { line in
                        line.split(separator: " ").first { $0.hasPrefix("\(key)=") }.map {
                            String($0.dropFirst(key.count + 1))
                        }
                    }
                }
                let whats: Set = ["refs", "commits", "trees", "subtrees", "push"]
                #expect(Set(values("what")) == whats)
                #expect(lines.count == outcome.requests)
                let requests = try await server.requests
                #expect(lines.count == requests.count)
                #expect(values("sent").compactMap { Int($0) }.reduce(0, +) == outcome.bytesSent)
                let received = values("received").compactMap { Int($0) }
                #expect(received.reduce(0, +) == outcome.bytesReceived)
                // The server counts the framing of its chunks, too.
                let sent = requests.map(\.bodyBytesOut)
                #expect(zip(received, sent).allSatisfy { ($0...$0 + 100).contains($1) }, "\(received) \(sent)")
                #expect(values("milliseconds").compactMap { Int($0) }.count == lines.count)
            }
            try await GitCommand(in: directory.path("repo.git"))("fsck", "--strict")
        }
    }
}
