import FunctionHost
import TestSupport
import Testing

@Suite struct HTTPShutdownTests {
    @Test func finishesWhatIsUnderWay() async throws {
        let git = try SlowGitServer()
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": git.url])) { application in
            let answer = try await WireConnection.with(port: application.port) { connection in
                try await connection.send(RunningApplication.request(imageEvent()))
                await git.waitForRequest()
                await application.beginToStop()
                try await application.waitUntilClosed()
                git.answer()
                let answer = try await connection.answer()
                try await connection.end()
                return answer
            }
            #expect(answer.status == 500)
            #expect(answer.body.contains("there is no repository at"))
            try await application.stop()
        }
    }

    @Test func tellsThoseWhoTakeTooLongToTryAgain() async throws {
        let git = try SlowGitServer()
        let limits = HTTPLimits(shutdown: .milliseconds(50))
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": git.url]), limits: limits) { application in
            let answer = try await WireConnection.with(port: application.port) { connection in
                try await connection.send(RunningApplication.request(imageEvent()))
                await git.waitForRequest()
                await application.beginToStop()
                return try await connection.answer()
            }
            #expect(answer.status == 503)
            #expect(answer["retry-after"] == "5")
            #expect(answer.body.contains(#""outcome":"retry""#))
            try await application.stop()
        }
    }

    @Test func takesEventsWhileItDrains() async throws {
        let limits = HTTPLimits(drain: .seconds(600))
        let pipeline = try EventPipeline.test(["GITOPS_REPOSITORY": "https://git.invalid/repo.git"])
        try await RunningApplication.with(pipeline, limits: limits) { application in
            await application.beginToStop()
            for probe in ["/health/readiness", "/_/health"] {
                try await waitUntil("\(probe) says that it stops") {
                    try await application.get(probe).status == 503
                }
            }
            #expect(try await application.get("/health/liveness").status == 200)
            #expect(try await application.post("{}").status == 400)
            await application.cancel()
        }
    }

    @Test func stopsWhenItHasDrained() async throws {
        let limits = HTTPLimits(drain: .milliseconds(50))
        let pipeline = try EventPipeline.test(["GITOPS_REPOSITORY": "https://git.invalid/repo.git"])
        try await RunningApplication.with(pipeline, limits: limits) { application in
            try await application.stop()
            try await application.waitUntilClosed()
        }
    }

    @Test func stopsWithoutAnyRequest() async throws {
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": "https://git.invalid/repo.git"])) {
            application in
            try await application.stop()
            try await application.waitUntilClosed()
        }
    }
}
