import Events
import FoundationEssentials
import GitOps
import RemoteGit

@testable import FunctionHost

/// A handler of the tests: notes what is commanded in a chat.
struct ChatNote: Handler {
    struct Payload: ChatAsking {
        let command: ChatCommand
    }

    let name = "chat-note"

    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Payload> {
        let event = try Event<ChatCommand>.decode(delivery, byteLimit: byteLimit)
        return Event(
            identity: event.identity, time: event.time, payload: Payload(command: event.payload), sender: event.sender)
    }

    func decide(_ event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        let text = event.payload.command.text
        guard let path = RepositoryPath("notes/chat") else { throw .failed("there is no such note") }
        guard text != "forbidden" else {
            return .refused([Refusal(application: nil, rule: "<!channel> may not & so on")])
        }
        let current = try snapshot.file(path).map { String(decoding: $0, as: UTF8.self) }
        guard current != text + "\n" else { return .unchanged("it says so already") }
        let change = Change(application: "shop", path: "\(path)", field: "text", from: current, to: text)
        var proposal = Decision.Proposal(
            subject: "Note <\(text)>", changes: [change],
            files: [Revision.FileChange(path: path, content: Array("\(text)\n".utf8))])
        proposal.link = "https://git.example.com/c/{commit}"
        return .change(proposal)
    }
}

/// Commands in the formats of chats, as they come over HTTP.
enum ChatRequests {
    static let secret = "8f742231b10e8888abcd99yyyzzz85a5"
    static let form = "application/x-www-form-urlencoded"

    /// A slash command of Slack.
    static func slack(_ text: String, id: String = "1.2", responseURL: String? = nil) -> String {
        let url = responseURL.map { "&response_url=\($0)" } ?? ""
        return
            "user_id=U024BE7LH&team_id=T1&channel_id=C1&api_app_id=A1&command=/note&text=\(text)&trigger_id=\(id)\(url)"
    }

    /// Slack's headers for a body.
    static func signature(of body: String, secret: String = secret, at time: Date = .now) -> String {
        let stamp = Int(time.timeIntervalSince1970)
        let code =
            GitHubSignature.headers(of: Array("v0:\(stamp):\(body)".utf8), secret: secret)
            .first { $0.name == "X-Hub-Signature-256" }.map { $0.value.dropFirst(7) } ?? ""
        return "X-Slack-Request-Timestamp: \(stamp)\r\nX-Slack-Signature: v0=\(code)\r\n"
    }
}

/// A message as Slack and Mattermost take it.
struct SlashAnswer: Decodable {
    struct Block: Decodable {
        struct Text: Decodable {
            let type: String
            let text: String
            let verbatim: Bool
        }
        let type: String
        let text: Text?
        let elements: [Text]?
    }

    let response_type: String
    let text: String
    let blocks: [Block]?

    init(_ text: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }
}
