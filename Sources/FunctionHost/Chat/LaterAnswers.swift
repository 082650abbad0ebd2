import Events
import HTTPClient
import Logging

/// Answers to commands whose request is answered already, or that came without one: they go to the address that the
/// command brought along, if its host is an allowed one.
struct LaterAnswers: Sendable {
    let options: HTTPClient.Options
    let logger: Logger

    /// Sends an answer. That it cannot be sent is logged and changes nothing: what was asked for is done.
    func send(_ answer: ChatAnswer) async {
        // Teams has no such addresses, whatever an event says.
        guard let url = answer.command.responseURL, answer.command.system != .teams else { return }
        do {
            let client = try HTTPClient(options)
            let response = try await client.send(.post(json: try ChatMessage(answer).json, to: url))
            guard response.isSuccess else {
                logger.warning("a chat did not take an answer", metadata: ["status": "\(response.status)"])
                return
            }
        } catch {
            // The error names the server alone: the rest of the address is a secret.
            logger.warning("an answer cannot be sent to a chat", metadata: ["reason": "\(error)"])
        }
    }
}
