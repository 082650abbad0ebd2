import TestSupport
import Testing

/// What one person asks for in Slack, another one lets happen: the functions are processes, the server is Git's own, and
/// Slack's requests are signed as Slack signs them.
@Suite struct SlackApprovalTests {
    private static let name = RolledBackApplication.name
    private static let trigger = "13345224609.738474920.8088930838"
    /// What `sha256sum` makes of the name of the event, `slack#` and the trigger: the first 8 digits.
    private static let code = "31acb8f6"
    private static let approvals = "refs/gitops/approvals"

    private static let chat = """
        chat:
          commands: {/deploy-fix: rollback, /deploy: "*"}
          commitLink: https://git.example.com/team/gitops/-/commit/{commit}
          allow:
          - users: [U024BE7LH, U0G9QF9C6]
            teams: [T0001]
            channels: [C2147483705]
            applications: ["*-prod"]
            commands: [rollback, status]
            approve: {by: other, within: 10m}

        """

    private let asker = SlackUser(id: "U024BE7LH")
    private let approver = SlackUser(id: "U0G9QF9C6")

    @Test(.timeLimit(.minutes(10))) func aSecondPersonBringsTheHealthyStateBack() async throws {
        try await RolledBackApplication.withFunctions(1, chat: Self.chat) { functions, git in
            let before = try await git("rev-parse", "main").text
            try await ask(functions[0], git)
            #expect(try await git("rev-parse", "main").text == before)
            let request = try await git("rev-parse", Self.approvals).text

            // Nobody lets happen what is one's own, and no stranger and no wrong code anything.
            let refusals = [
                (asker, Self.code, "Refused: \(Self.name): somebody else has to approve what U024BE7LH asked for"),
                (SlackUser(id: "U0STRANGER"), Self.code, "Refused: chat.allow does not let U0STRANGER"),
                (approver, "31acb8f7", "Refused: no command waits for approval by the code 31acb8f7"),
            ]
            for (number, (user, code, words)) in refusals.enumerated() {
                let answer = try await user.approval(of: code, trigger: "2.\(number)").send(to: functions[0])
                let message = try SlackUser.Message(answer)
                #expect(answer.status == 200 && message.response_type == "ephemeral")
                #expect(message.text.hasPrefix(words), "\(message.text)")
            }
            #expect(try await git("rev-parse", "main").text == before)
            #expect(try await git("rev-parse", Self.approvals).text == request)

            let approval = approver.approval(of: Self.code, trigger: "3.1")
            let answer = try await approval.send(to: functions[0])
            let message = try SlackUser.Message(answer)
            let commit = try await git("rev-parse", "main").text
            #expect(answer.status == 200 && message.response_type == "in_channel", "\(answer.body)")
            #expect(message.text.hasPrefix("\(Self.name) goes back to its state of 2026-01-31T12:00:00Z"))
            #expect(message.text.hasSuffix("; asked for by U024BE7LH, approved by U0G9QF9C6"), "\(message.text)")
            #expect(message.blocks?.last?.words.contains("|commit \(commit.prefix(7))>") == true, "\(answer.body)")
            try await RolledBackApplication.checkCommand(
                git, after: before, event: "slack#3.1",
                more: ["Gitops-Approver: U0G9QF9C6", "Gitops-Event: slack#\(Self.trigger)"])

            // Sent again by Slack, typed again, and asked for again by Slack: all of it has happened.
            let repetitions = [
                (approval, "this event was handled before"),
                (
                    approver.approval(of: Self.code, trigger: "3.2"),
                    "Refused: the command \(Self.code) was approved and carried out before, as commit "
                        + commit.prefix(7)
                ),
                (command(), "this event was handled before"),
            ]
            for (request, words) in repetitions {
                let message = try SlackUser.Message(try await request.send(to: functions[0]))
                #expect(message.response_type == "ephemeral" && message.text == words, "\(message.text)")
            }
            #expect(try await git("rev-parse", "main").text == commit)
            #expect(try await git("ls-tree", Self.approvals).text.isEmpty)
            #expect(try !functions[0].log.contains(SlackUser.signingSecret))
        }
    }

    /// An approval is a command as any other: what Slack did not sign is none.
    @Test(.timeLimit(.minutes(10))) func aForgedApprovalIsNotHeard() async throws {
        try await RolledBackApplication.withFunctions(1, chat: Self.chat) { functions, git in
            let before = try await git("rev-parse", "main").text
            try await ask(functions[0], git)
            let signed = approver.approval(of: Self.code, trigger: "2.1")
            var unsigned = signed
            unsigned.headers = []
            // The asker's own, sent on in the other one's name.
            var renamed = asker.approval(of: Self.code, trigger: "2.1")
            renamed.body = renamed.body.replacing(asker.id, with: approver.id)
            let requests = [
                unsigned, renamed, approver.approval(of: Self.code, trigger: "2.1", secret: "another"),
                approver.approval(of: Self.code, trigger: "2.1", age: 400),
            ]
            for (number, request) in requests.enumerated() {
                let answer = try await request.send(to: functions[0])
                #expect(answer.status == 401, "request \(number): \(answer.body)")
            }
            #expect(try await git("rev-parse", "main").text == before)
            #expect(try await git("ls-tree", "--name-only", Self.approvals).text == Self.code)
            // They were nothing but unsigned.
            #expect(try await signed.send(to: functions[0]).status == 200)
            #expect(try await git("rev-parse", "main^").text == before)
        }
    }

    /// Both commands have the times that Slack signed them at, and these are further apart than the policy lets them be.
    @Test(.timeLimit(.minutes(10))) func anApprovalThatComesTooLateIsNone() async throws {
        try await RolledBackApplication.withFunctions(1, chat: Self.chat.replacing("within: 10m", with: "within: 3m")) {
            functions, git in
            let before = try await git("rev-parse", "main").text
            try await ask(functions[0], git, age: 190)
            let late = try SlackUser.Message(
                try await approver.approval(of: Self.code, trigger: "2.1").send(to: functions[0]))
            #expect(late.response_type == "ephemeral")
            #expect(
                late.text.hasPrefix("Refused: \(Self.name): the command \(Self.code) could be approved until "),
                "\(late.text)")
            #expect(try await git("rev-parse", "main").text == before)
        }
    }

    /// Typed twice at once, and each word heard by another copy of the function.
    @Test(.timeLimit(.minutes(10))) func twoApprovalsAtOnceAreOneCommit() async throws {
        var before = ""
        try await RolledBackApplication.withFunctions(2, chat: Self.chat) { functions, git in
            before = try await git("rev-parse", "main").text
            try await ask(functions[0], git)
            async let first = approver.approval(of: Self.code, trigger: "2.1").send(to: functions[0])
            async let second = approver.approval(of: Self.code, trigger: "2.2").send(to: functions[1])
            for answer in try await [first, second] { #expect(answer.status == 200, "\(answer.body)") }
        } afterwards: { git in
            #expect(try await git("rev-parse", "main^").text == before)
            let events = try await git("log", "-1", "--format=%(trailers:key=Gitops-Event,valueonly)", "main").text
            #expect(["slack#2.1", "slack#2.2"].contains(events.split(separator: "\n").first))
            try await RolledBackApplication.check(git, isAsIn: "\(before)~1", after: before)
            #expect(try await git("ls-tree", Self.approvals).text.isEmpty)
        }
    }

    /// The command that waits.
    private func command(age: Double = 0) -> SlackUser.Request {
        asker.command("\(Self.name) errors since noon", trigger: Self.trigger, age: age)
    }

    /// The command is written down, the channel is told what it would do and how to let it happen; Slack may send it again.
    private func ask(_ function: FunctionServer, _ git: GitCommand, age: Double = 0) async throws {
        let asked = command(age: age)
        let answer = try await asked.send(to: function)
        let message = try SlackUser.Message(answer)
        #expect(answer.status == 200 && message.response_type == "in_channel", "\(answer.body)")
        #expect(message.text.hasPrefix("Waits for approval: \(Self.name) goes back to its state of "))
        let invitation = "(U0G9QF9C6) approves it until "
        #expect(message.text.contains(invitation), "\(message.text)")
        #expect(message.text.hasSuffix("by: /deploy approve \(Self.code)"), "\(message.text)")
        let words = message.blocks?.map(\.words).joined(separator: "\n") ?? ""
        #expect(words.contains("v6.0.0 → ") && words.contains("\n-  newTag: v6.0.0\n+  newTag: v1."), "\(words)")
        #expect(!words.contains("|commit "))

        // Sent again, it waits as it did, or nobody will let it happen any more.
        let again = try await asked.send(to: function)
        if age == 0 {
            #expect(again.body == answer.body)
        } else {
            let message = try SlackUser.Message(again)
            #expect(message.response_type == "ephemeral")
            #expect(message.text.hasPrefix("nobody approved this until "), "\(message.text)")
        }
        #expect(try await git("rev-list", "--count", Self.approvals).text == "1")
        #expect(try await git("ls-tree", "--name-only", Self.approvals).text == Self.code)
    }
}

extension SlackUser {
    /// The command that lets another one happen.
    fileprivate func approval(
        of code: String, trigger: String, secret: String = signingSecret, age: Double = 0
    ) -> Request {
        command("approve \(code)", trigger: trigger, slash: "deploy", secret: secret, age: age)
    }
}
