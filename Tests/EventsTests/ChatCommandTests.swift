import FoundationEssentials
import Testing

@testable import Events

@Suite struct ChatCommandTests {
    private func decode(_ sample: String) throws -> Event<ChatCommand> {
        try Event.decode(try Samples.delivery("chat/\(sample)"))
    }

    @Test func readsOurOwn() throws {
        let event = try decode("ours.json")
        #expect(
            event.payload
                == ChatCommand(
                    user: "U024BE7LH", team: "T0001", channel: "C2147483705", command: "/deploy-fix", text: "shop-prod")
        )
        #expect(event.identity.text == "own#13345224609.738474920.8088930838d88f008e0")
        #expect(event.sender == nil)
    }

    @Test func readsSlack() throws {
        let event = try decode("slack.http")
        #expect(
            event.payload
                == ChatCommand(
                    system: .slack, user: "U024BE7LH", team: "T0001", channel: "C2147483705", command: "/deploy-fix",
                    text: "shop-prod to previous errors since noon",
                    responseURL: "https://hooks.slack.com/commands/1234/5678"))
        #expect(event.identity.text == "slack#13345224609.738474920.8088930838d88f008e0")
        #expect(event.time == Date(timeIntervalSince1970: 1_800_000_000))
        #expect(event.sender == "slack")
    }

    @Test(arguments: ["inf", "-inf", "nan", "1e300", "-1e30", "0", "soon"])
    func aTimeThatNoClockShowsIsNone(time: String) throws {
        let received = Date(timeIntervalSince1970: 1_800_000_000)
        let delivery = Delivery(
            body: Array("user_id=U1&command=%2Fx&trigger_id=1".utf8), contentType: "application/x-www-form-urlencoded",
            headers: ["X-Slack-Request-Timestamp": time], sender: "slack", receivedAt: received)
        #expect(try Event<ChatCommand>.decode(delivery).time == received)
    }

    @Test func readsMattermost() throws {
        let event = try decode("mattermost.http")
        #expect(event.payload.system == .mattermost && event.payload.user == "c3a4cqe3dfy6dgopqt8ai3hydh")
        #expect(event.payload.command == "/deploy-fix" && event.payload.text == "shop-prod")
        #expect(event.identity.text == "mattermost#ZWZ1c3dzZ3hqcHk4")
    }

    @Test func readsTeams() throws {
        let event = try decode("teams.json")
        #expect(event.payload.system == .teams && event.payload.user == "fe447250-7f0d-4e4f-98e0-4d2fb4c0b3f6")
        #expect(event.payload.team == "72f988bf-86f1-41af-91ab-2d7cd011db47")
        #expect(event.payload.channel == "19:253b1f341670408fb6fe51050b6e5ceb@thread.skype")
        #expect(event.payload.text.split(whereSeparator: \.isWhitespace) == ["rollback", "shop-prod"])
        #expect(event.payload.command.isEmpty && event.payload.responseURL == nil)
        #expect(event.identity.text == "teams#1485983408511")
    }

    @Test func namesWhatIsMissing() throws {
        let error = #expect(throws: InvalidEvent.self) { try decode("invalid-no-user.json") }
        #expect(error?.description == "user_id: expected the id of a user, but it is missing")
        #expect(error?.field == "user_id")
    }

    @Test(arguments: [
        "user_id=U1&command=%2Fx", "command=%2Fx&trigger_id=1", "user_id=&command=%2Fx&trigger_id=1", "%",
    ])
    func aFormThatLacksSomethingIsInvalid(form: String) {
        let delivery = Delivery(
            body: Array(form.utf8), contentType: "application/x-www-form-urlencoded", sender: "slack", receivedAt: .now)
        #expect(throws: InvalidEvent.self) { try Event<ChatCommand>.decode(delivery) }
    }
}
