import HTTPClient
import TestSupport

@testable import FunctionHost

/// A host of ``ChatNote`` that verifies commands of Slack, and how one talks to it.
enum ChatHost {
    static let variables = ["GITOPS_SLACK_SIGNING_SECRET": ChatRequests.secret]

    static func pipeline(_ environment: [String: String]) throws -> EventPipeline<ChatNote> {
        var settings = try Settings(environment: environment)
        settings.chat.answers.limits = .init(stall: .seconds(120), total: .seconds(120), maximumBytes: 1 << 16)
        return EventPipeline(
            ChatNote(), writer: try settings.branchWriter(logger: .silent), settings: settings, logger: .silent)
    }

    static func post(
        _ body: String, _ headers: String, to application: RunningApplication
    ) async throws -> WireAnswer {
        try await WireConnection.ask(
            port: application.port, RunningApplication.request(body, type: ChatRequests.form, headers: headers))
    }
}
