package import HTTPTypes

/// The abuse protection of web hooks: a sender asks first whether it may deliver (CloudEvents HTTP 1.1 Web Hooks 1.0.2,
/// section 4).
///
/// Everyone may: what an event can do is bounded by the policy, and who can reach the server by the network.
package enum WebHookHandshake {
    /// The answer to `OPTIONS`.
    package static func answer(_ headers: HTTPFields) -> HTTPAnswer {
        var answer = HTTPAnswer(status: .ok, headers: [.allow: "POST, OPTIONS"])
        guard let origin = headers[.webHookRequestOrigin] else { return answer }
        answer.headers[.webHookAllowedOrigin] = origin
        answer.headers[.webHookAllowedRate] = "*"
        return answer
    }
}

extension HTTPField.Name {
    fileprivate static var webHookRequestOrigin: Self { known("WebHook-Request-Origin") }
    fileprivate static var webHookAllowedOrigin: Self { known("WebHook-Allowed-Origin") }
    fileprivate static var webHookAllowedRate: Self { known("WebHook-Allowed-Rate") }
}
