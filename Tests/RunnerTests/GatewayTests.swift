import Crypto
import FoundationEssentials
import FunctionHost
import GitOps
import HTTPClient
import Logging
import NATS
import TestSupport
import Testing

@testable import runner

/// Web hooks over HTTP onto a real bus.
@Suite(.timeLimit(.minutes(10))) struct GatewayTests {
    private static let secret = GatewayServer.secret

    /// A message on the bus, in short.
    private struct Stored: Equatable {
        let subject: String
        let body: String
        let sender: String?
    }

    /// All that the stream of events has.
    private static func stored(_ nats: NATSServer) async throws -> [Stored] {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let connection = try await NATSConnection.connect(.init(servers: [nats.url]), logger: logger)
        var stored: [Stored] = []
        // There is no stream before there was an event.
        let last = try await connection.streamState("GITOPS_EVENTS")?.lastSequence ?? 0
        while stored.count < last {
            let message = try #require(
                try await connection.storedMessage(UInt64(stored.count + 1), in: "GITOPS_EVENTS"))
            stored.append(
                Stored(
                    subject: message.subject, body: String(decoding: message.payload, as: UTF8.self),
                    sender: message.headers["Gitops-Sender"]))
        }
        await connection.close()
        return stored
    }

    private static func hexadecimal(_ code: some Sequence<UInt8>) -> String {
        code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func code(_ text: String, key: [UInt8] = Array(secret.utf8)) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key))
    }

    @Test func storesWhatEverySenderProvesToBeItsOwn() async throws {
        try await withNATSServer { nats in
            try await GatewayServer.with(nats: [nats.url]) { gateway in
                var expected: [Stored] = []
                for route in GatewayRoute.hooks {
                    let body = route.kind == .chat ? "command=%2Fdeploy&trigger_id=\(route.name)" : #"{"a":1}"#
                    let answer = try await Self.post(body, by: route, to: gateway)
                    #expect(answer.status == 200, "\(route.name)")
                    if route.manner != .plain {
                        #expect(String(decoding: answer.body, as: UTF8.self).contains("Working on it."))
                    }
                    expected.append(
                        Stored(subject: "gitops.events.\(route.kind.rawValue)", body: body, sender: route.name))
                }
                #expect(try await Self.stored(nats) == expected)
            }
        }
    }

    /// Posts as the sender of a route does.
    private static func post(
        _ body: String, by route: GatewayRoute, to gateway: GatewayServer
    ) async throws -> HTTPClient.Response {
        let path = "/hooks/\(route.name)"
        let type = route.kind == .chat ? "application/x-www-form-urlencoded" : "application/json"
        switch (route.proof, route.name) {
        case (.secret, "ghcr"):
            let signature = "sha256=\(hexadecimal(code(body)))"
            return try await gateway.post(body, to: path, headers: [("X-Hub-Signature-256", signature)])
        case (.secret, "harbor"), (.secret, "acr"):
            return try await gateway.post(body, to: path, headers: [("Authorization", secret)])
        case (.secret, _):
            return try await gateway.post(body, to: "\(path)?token=\(secret)", headers: [])
        case (.slack, _):
            let time = "\(Int(Date.now.timeIntervalSince1970))"
            let signature = "v0=\(hexadecimal(code("v0:\(time):\(body)")))"
            return try await gateway.post(
                body, to: path, type: type,
                headers: [("X-Slack-Request-Timestamp", time), ("X-Slack-Signature", signature)])
        case (.mattermost, _):
            let encoded = secret.replacing("=", with: "%3D")
            return try await gateway.post("\(body)&token=\(encoded)", to: path, type: type, headers: [])
        case (.teams, _):
            let key = try #require(Data(base64Encoded: secret))
            let signature = Data(code(body, key: Array(key))).base64EncodedString()
            return try await gateway.post(body, to: path, type: type, headers: [("Authorization", "HMAC \(signature)")])
        }
    }

    @Test func storesNothingThatIsNotVerified() async throws {
        try await withNATSServer { nats in
            try await GatewayServer.with(nats: [nats.url]) { gateway in
                for path in GatewayRoute.all.flatMap(\.paths).map(\.path) {
                    for headers in [[], [(name: "Authorization", value: "Bearer other")]] {
                        let answer = try await gateway.post("{}", to: path, headers: headers)
                        #expect(answer.status == 401, "\(path)")
                    }
                }
                #expect(try await Self.stored(nats) == [])
            }
        }
    }

    @Test func closesRoutesWithoutASecret() async throws {
        try await GatewayServer.with(nats: ["nats://127.0.0.1:1"], routes: [.events]) {
            (gateway) async throws -> Void in
            #expect(try await gateway.post("{}", to: "/hooks/slack").status == 404)
            #expect(try await gateway.post("{}", to: "/events/chat").status == 404)
            #expect(try await gateway.client.send(HTTPClient.Request(url: gateway.url + "/events")).status == 405)
            #expect(
                try await gateway.client.send(HTTPClient.Request(url: gateway.url + "/health/readiness")).status == 200)
        }
        let none = try await RunnerProcess().run("gateway", "--port", "0")
        #expect(none.code == 70)
        #expect(none.errors.contains("every route is closed: set the secret of one, as GITOPS_WEBHOOK_SECRET_EVENTS"))
    }

    @Test func eventsGoToTheirSubjects() async throws {
        try await withNATSServer { nats in
            try await GatewayServer.with(nats: [nats.url], routes: [.events]) { gateway in
                let event = #"{"specversion":"1.0","id":"1","source":"/ci","type":"gitops.events.health","data":{}}"#
                for status in [202, 202] {
                    let answer = try await gateway.post(event, to: "/events", type: "application/cloudevents+json")
                    #expect(answer.status == status)
                }
                for (path, type, status) in [
                    ("/events", "application/json", 202), ("/events/alert", "application/json", 202),
                    ("/events", "text/plain", 415), ("/events", "application/cloudevents-batch+json", 415),
                ] {
                    #expect(try await gateway.post("{}", to: path, type: type).status == status)
                }
                #expect(try await gateway.post("", to: "/events").status == 400)
                // The first event came twice and is there once.
                #expect(
                    try await Self.stored(nats) == [
                        Stored(subject: "gitops.events.health", body: event, sender: nil),
                        Stored(subject: "gitops.events.image", body: "{}", sender: nil),
                        Stored(subject: "gitops.events.alert", body: "{}", sender: nil),
                    ])
            }
        }
    }

    /// The sender tries again where it is told that the event is not safe.
    @Test(arguments: [1, 6]) func saysThatTheBusIsAway(servers: Int) async throws {
        let silent = try TinyHTTPServer { _ in .hang }
        defer { silent.stop() }
        let links = try (0..<servers).map { _ in try LagProxy(to: silent.port, roundTrip: .zero) }
        defer { for link in links { link.stop() } }
        let urls = links.map { "nats://127.0.0.1:\($0.port)" }
        try await GatewayServer.with(nats: urls, patience: BusLink.Patience()) { gateway in
            let slack = try #require(GatewayRoute.hooks.first { $0.name == "slack" })
            let answer = try await Self.post("command=%2Fx", by: slack, to: gateway)
            #expect(answer.status == 503)
            #expect(answer[header: "retry-after"] == "5")
            // Each has its part of the time once.
            #expect(links.allSatisfy { $0.connections <= 1 })
        }
    }

    /// Slack takes no answer after three seconds.
    @Test(arguments: [1, 2, 6, 100]) func theBusIsNotWaitedForLong(servers: Int) {
        let patience = BusLink.Patience()
        #expect(patience.all <= .seconds(2))
        #expect(patience.connecting(toEachOf: servers) * servers < patience.all)
    }

    @Test func outlivesARestartOfTheBus() async throws {
        try await withNATSServer { nats in
            try await GatewayServer.with(nats: [nats.url], patience: BusLink.Patience()) { gateway in
                try await waitUntil("the gateway has found the bus", within: .seconds(120)) {
                    try await gateway.post("{}", to: "/events").status == 202
                }
                await nats.stop()
                #expect(try await gateway.post("{}", to: "/events").status == 503)
                try await nats.start()
                try await waitUntil("the gateway has found the bus again", within: .seconds(120)) {
                    try await gateway.post("{}", to: "/events").status == 202
                }
            }
        }
    }

    @Test func keepsToItsLimits() async throws {
        let now = ContinuousClock.now
        try await withNATSServer { nats in
            try await GatewayServer.with(nats: [nats.url], perSecond: 1, now: { now }, byteLimit: 100) { gateway in
                let large = String(repeating: " ", count: 101)
                #expect(try await gateway.post(large, to: "/hooks/quay").status == 413)
                // What is not the sender's takes nothing from it.
                for _ in 0..<5 {
                    #expect(try await gateway.post("{}", to: "/hooks/quay", headers: []).status == 401)
                }
                for _ in 0..<2 { #expect(try await gateway.post("{}", to: "/hooks/quay").status == 200) }
                let busy = try await gateway.post("{}", to: "/hooks/quay")
                #expect(busy.status == 429)
                #expect(busy[header: "retry-after"] == "1")
                for status in [200, 200, 503] {
                    #expect(try await gateway.post("{}", to: "/hooks/alertmanager").status == status)
                }
            }
        }
    }

    @Test func cutsOffABodyThatStalls() async throws {
        let limits = HTTPLimits(body: .milliseconds(50), idle: .seconds(3_600))
        try await GatewayServer.with(nats: ["nats://127.0.0.1:1"], limits: limits) { gateway in
            let port = try #require(UInt16(gateway.url.split(separator: ":").last ?? ""))
            let slow = try LoopbackConnection(port: port, seconds: 300)
            try slow.send("POST /events HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n{")
            #expect(try slow.receiveAll() == "")
        }
    }

    @Test func logsNoSecret() async throws {
        let log = LogRecorder()
        try await withNATSServer { nats in
            try await GatewayServer.with(nats: [nats.url], patience: BusLink.Patience(), logger: log.logger) {
                (gateway) async throws -> Void in
                for route in GatewayRoute.hooks { _ = try await Self.post("{}", by: route, to: gateway) }
                _ = try await gateway.post("{}", to: "/events?token=\(Self.secret)x", headers: [])
                await nats.stop()
                _ = try await gateway.post("{}", to: "/events")
            }
        }
        #expect(log.count("delivery") == GatewayRoute.hooks.count + 2)
        for line in log.lines {
            #expect(!line.message.contains(Self.secret))
            #expect(!line.metadata.values.contains { $0.contains(Self.secret) || $0.contains("sha256=") })
        }
    }

    @Test func anEventBecomesACommit() async throws {
        try await withBus { bus in
            try await GatewayServer.with(nats: [bus.nats.url]) { gateway in
                try await bus.subscribed { recorder in
                    let body = String(decoding: Bus.event(), as: UTF8.self)
                    #expect(try await gateway.post(body, to: "/events").status == 202)
                    try await recorder.wait(for: 1)
                    #expect(recorder.kinds == [.pushed])
                    #expect(try await bus.count == Bus.commits + 1)
                }
            }
        }
    }
}
