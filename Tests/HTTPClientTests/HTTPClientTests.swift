import HTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct HTTPClientTests {
    @Test func sendsWhatItIsTold() async throws {
        let server = try TinyHTTPServer { request in
            .respond(.init(status: 202, headers: [("X-One", "1"), ("Retry-After", "7")], body: request.body))
        }
        let client = try HTTPClient.patient()
        let body = Array(#"{"text":"é"}"#.utf8)
        let answer = try await client.send(
            HTTPClient.Request(
                url: "\(server.url)/hooks/T1?x=%20y", headers: [("Content-Type", "application/json"), ("X-Empty", "")],
                body: body, authentication: .bearer("t0ken")))
        #expect(answer.status == 202 && answer.isSuccess && answer.body == body && answer.redirect == nil)
        #expect(answer[header: "retry-after"] == "7" && answer[header: "X-ONE"] == "1" && answer[header: "x"] == nil)
        _ = try await client.send(.post(json: [], to: server.url))
        _ = try await client.send(HTTPClient.Request(url: server.url))

        let requests = server.requests
        #expect(requests.map(\.method) == ["POST", "POST", "GET"])
        #expect(requests.map(\.path) == ["/hooks/T1?x=%20y", "/", "/"])
        #expect(requests[0].body == body)
        #expect(requests[0][header: "Authorization"] == "Bearer t0ken")
        #expect(requests[0][header: "Content-Type"] == "application/json")
        #expect(requests[0][header: "X-Empty"] == "")
        #expect(requests[1][header: "Content-Length"] == "0")
        #expect(requests.dropFirst().allSatisfy { $0[header: "Authorization"] == nil && $0[header: "X-Empty"] == nil })
        #expect(Set(requests.map(\.connection)) == [0])
    }

    @Test(arguments: [301, 302, 303, 307, 308]) func followsNobody(status: Int) async throws {
        let server = try TinyHTTPServer { request in
            guard request.path == "/a/b" else { return .status(200) }
            return .respond(.init(status: status, headers: [("Location", "../c?d=1")]))
        }
        let answer = try await HTTPClient.patient().send(HTTPClient.Request(url: "\(server.url)/a/b"))
        #expect(answer.status == status && answer.redirect == "\(server.url)/c?d=1")
        #expect(server.requests.count == 1)
    }

    @Test func everyStatusIsAnAnswer() async throws {
        let server = try TinyHTTPServer { request in .status(Int(request.path.dropFirst()) ?? 0, "words") }
        let client = try HTTPClient.patient()
        for status in [400, 401, 404, 429, 500, 503] {
            let answer = try await client.send(HTTPClient.Request(url: "\(server.url)/\(status)"))
            #expect(answer.status == status && answer.body == Array("words".utf8) && !answer.isSuccess)
        }
    }

    @Test func asksOnlyWhomItMay() async throws {
        let server = try TinyHTTPServer { _ in .status(200) }
        let port = server.port
        let local = try HTTPClient.patient(.init(hosts: ["127.0.0.1"]))
        _ = try await local.send(HTTPClient.Request(url: "HTTP://127.0.0.1:\(port)/"))
        for address in [
            "http://localhost:\(port)/", "http://127.0.0.1@localhost:\(port)/", "http://127.0.0.1:80@localhost:\(port)",
            "http://127.0.0.1.localhost:\(port)/", "http://localhost:\(port)/#@127.0.0.1/",
        ] {
            let error = await failure(local, HTTPClient.Request(url: address))
            #expect(error?.kind == .notAllowed || error?.kind == .invalidRequest, "\(address)")
        }
        let encrypted = try HTTPClient.patient(.init(isHTTPSOnly: true))
        #expect(await failure(encrypted, HTTPClient.Request(url: server.url))?.kind == .notAllowed)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["", "x", "/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://", "http://a b/"])
    func refusesWhatIsNoAddress(text: String) async throws {
        #expect(await failure(try .patient(), HTTPClient.Request(url: text))?.kind == .invalidRequest)
    }

    @Test(arguments: [
        ("A", "1\r\nB: s3cret"), ("A\nB", "1"), ("A:", "1"), ("", "1"), ("A", "\0"), ("A b", "1"), ("@f", ""),
    ])
    func refusesWhatIsNoHeader(name: String, value: String) async throws {
        let server = try TinyHTTPServer { _ in .status(200) }
        let request = HTTPClient.Request(url: server.url, headers: [(name, value)])
        let error = await failure(try .patient(), request)
        #expect(error?.kind == .invalidRequest)
        #expect(error?.description.contains("s3cret") == false)
        #expect(server.requests.isEmpty)
    }

    @Test func hasLimits() async throws {
        let server = try TinyHTTPServer { request in
            request.path == "/hang" ? .hang : .ok(Array(repeating: 0, count: 1001))
        }
        let narrow = try HTTPClient(
            .init(limits: .init(stall: .seconds(600), total: .seconds(600), maximumBytes: 1000)))
        let large = await failure(narrow, HTTPClient.Request(url: server.url))
        #expect(large?.kind == .tooLarge && large?.description == "\(server.url) sent more than 1000 bytes")
        let hanging = HTTPClient.Request(url: "\(server.url)/hang")
        let impatient = try HTTPClient(.init(limits: .init(stall: .seconds(1), total: .seconds(600))))
        let stalled = await failure(impatient, hanging)
        #expect(stalled?.kind == .timedOut && stalled?.description == "\(server.url) did not answer within 1000 ms")
        let hasty = try HTTPClient(.init(limits: .init(stall: .seconds(600), total: .milliseconds(200))))
        let late = await failure(hasty, hanging)
        #expect(late?.kind == .timedOut && late?.description == "\(server.url) did not answer within 200 ms")
    }

    @Test func canBeCancelled() async throws {
        let server = try TinyHTTPServer { _ in .hang }
        let client = try HTTPClient(.init(limits: .init(stall: .seconds(6000), total: .seconds(6000))))
        let url = server.url
        let task = Task { await failure(client, HTTPClient.Request(url: url)) }
        try await waitUntil("the request came") { !server.requests.isEmpty }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }

    /// In web hooks the path is often the secret, and so may be everything that a request holds.
    @Test func errorsAndDescriptionsKeepSecrets() async throws {
        let port = try LoopbackPort()
        let request = HTTPClient.Request(
            url: "http://robot:s3cret@127.0.0.1:\(port.number)/s3cret?token=s3cret", headers: [("X-Token", "s3cret")],
            body: Array("s3cret".utf8), authentication: .basic(username: "robot", password: "s3cret"))
        let error = await failure(try .patient(), request)
        #expect(error?.kind == .unreachable)
        #expect(error?.description.hasPrefix("http://127.0.0.1:\(port.number) cannot be reached: ") == true)
        var dumped = ""
        dump(request, to: &dumped)
        dump(request.authentication, to: &dumped)
        for text in ["\(error as Any)", "\(request)", "\(request.authentication as Any)", dumped] {
            #expect(!text.contains("s3cret"))
        }
    }

    @Test func trustsTheAuthoritiesThatItIsGiven() async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try await TLSCertificates.make(in: directory)
            let options = GitServer.Options(tls: certificates)
            try await withGitServer(serving: directory.path, options: options) { server in
                let request = HTTPClient.Request(url: server.url(for: "none.git/s3cret"))
                let strange = try HTTPClient.patient(.init(isHTTPSOnly: true))
                #expect(await failure(strange, request)?.kind == .untrusted)
                let broken = try HTTPClient.patient(.init(isHTTPSOnly: true, tls: TLSFiles(authorities: "/none")))
                #expect(await failure(broken, request)?.kind == .local)
                let files = TLSFiles(
                    authorities: certificates.authority, certificate: certificates.client.certificate,
                    key: certificates.client.key)
                let known = try HTTPClient.patient(.init(isHTTPSOnly: true, tls: files))
                #expect(try await known.send(request).status == 404)
            }
        }
    }
}

extension HTTPClient {
    /// A client whose limits of time do not strike, however slow the machine is.
    fileprivate static func patient(_ options: Options = Options()) throws -> HTTPClient {
        var options = options
        options.limits = .init(stall: .seconds(600), total: .seconds(600))
        return try HTTPClient(options)
    }
}

/// Why a request had no answer; `nil` if it had one.
private func failure(_ client: HTTPClient, _ request: HTTPClient.Request) async -> HTTPClientError? {
    do {
        _ = try await client.send(request)
        return nil
    } catch {
        return error
    }
}
