import Events
import FunctionHost
import GitOps
import TestSupport
import Testing

@Suite struct EventPipelineTests {
    @Test func pushesOnce() async throws {
        try await Fixture.with { fixture in
            let pipeline = try fixture.pipeline(["GITOPS_AUTHOR": "Ann Other <ann@example.com>"])
            let first = await pipeline.handle(Delivery(imageEvent(tag: "v1")))
            #expect(first.outcome == .pushed)
            #expect(first.handler == "note-writer")
            #expect(first.branch == "main")
            #expect(first.repository == fixture.server.url(for: "repo.git"))
            #expect(first.commit == (try await fixture.commits().first))
            #expect(first.milliseconds != nil && first.dryRun == nil)
            #expect(try await fixture.git("log", "-1", "--format=%an <%ae>").text == "Ann Other <ann@example.com>")

            let second = await pipeline.handle(Delivery(imageEvent(tag: "v1")))
            #expect(second.outcome == .unchanged)
            #expect(try await fixture.commits().count == 5)
        }
    }

    @Test func refusesAndRejectsWithoutACommit() async throws {
        try await Fixture.with { fixture in
            let pipeline = try fixture.pipeline()
            let refused = await pipeline.handle(Delivery(imageEvent(tag: "forbidden")))
            #expect(refused.outcome == .refused)
            #expect(refused.message == "no forbidden tags")

            let invalid = await pipeline.handle(Delivery(imageEvent(tag: "not a tag")))
            #expect(invalid.outcome == .invalid)
            #expect(invalid.message.hasPrefix("tag: "))
            #expect(invalid.event == nil && invalid.milliseconds != nil)
            #expect(try await fixture.commits().count == 4)
        }
    }

    @Test func previewsWithoutACommit() async throws {
        try await Fixture.with { fixture in
            let pipeline = try fixture.pipeline()
            let preview = await pipeline.preview(Delivery(imageEvent(tag: "v7")))
            #expect(preview.outcome.outcome == .pushed)
            #expect(preview.outcome.dryRun == true)
            #expect(preview.diff.contains("+++ b/notes/shop\n@@ -0,0 +1 @@\n+v7\n"))
            #expect(preview.commitMessage.hasPrefix("Note shop v7\n\n"))
            #expect(preview.commitMessage.contains("\nGitops-Handler: note-writer\n"))
            #expect(try await fixture.commits().count == 4)

            let printed = String(decoding: try preview.printed(), as: UTF8.self)
            #expect(printed.hasPrefix("\(preview.diff)\n\(preview.commitMessage)\n{"))
            #expect(printed.hasSuffix("}\n") && printed.contains(#""dryRun":true"#))

            let invalid = await pipeline.preview(Delivery("{}"))
            #expect(invalid.outcome.outcome == .invalid && invalid.outcome.dryRun == true)
            #expect(try invalid.printed() == invalid.outcome.jsonLine())
        }
    }

    @Test func keepsToTheLimitThatIsSet() async throws {
        try await Fixture.with { fixture in
            let long = imageEvent() + String(repeating: " ", count: 2 << 20)
            let standard = await (try fixture.pipeline()).handle(Delivery(long))
            #expect(standard.outcome == .invalid)
            #expect(standard.message.contains("1048576"))
            let raised = await (try fixture.pipeline(["GITOPS_MAX_EVENT_BYTES": "3000000"])).handle(Delivery(long))
            #expect(raised.outcome == .pushed)
        }
    }

    @Test func sharesAWriterAmongConcurrentEvents() async throws {
        try await Fixture.with { fixture in
            let pipeline = try fixture.pipeline()
            let outcomes = await withTaskGroup(of: Outcome.self) { group in
                for number in 0..<20 {
                    group.addTask { await pipeline.handle(Delivery(imageEvent("app-\(number)"))) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.allSatisfy { $0.outcome == .pushed })
            #expect(Set(outcomes.compactMap(\.commit)).count == 20)
            #expect(try await fixture.commits().count == 24)
            // One at a time they would be a push each.
            let pushes = try await fixture.server.requests.filter { $0.path.hasSuffix("git-receive-pack") }
            #expect(pushes.count < 20)
        }
    }
}
