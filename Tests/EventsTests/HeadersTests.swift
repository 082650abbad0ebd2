import Events
import Testing

@Suite struct HeadersTests {
    @Test func namesInAnyCaseAndTheLastValue() {
        var headers = Headers([(name: "X-A", value: "1"), (name: "x-a", value: "2")])
        #expect(headers["X-a"] == "2")
        headers["x-A"] = nil
        #expect(headers == Headers())
    }

    @Test func theContentTypeIsAHeaderToo() {
        let headers: Headers = ["Content-Type": "text/xml"]
        #expect(Delivery("", headers: headers).contentType == "text/xml")
        #expect(Delivery("", contentType: "text/json", headers: headers).contentType == "text/json")
    }

    @Test(
        arguments: [
            ("A: 1\n\nbody\n", "1", "body\n"),
            ("POST http://localhost/ HTTP/1.1\r\nA:1\r\n\r\nbody", "1", "body"),
            ("a: \t one: two \n\n", "one: two", ""),
            ("\n\n", nil, "\n"),
        ] as [(String, String?, String)])
    func headersAndBodyInOneText(text: String, value: String?, body: String) throws {
        let delivery = try Delivery(headerBlock: Array(text.utf8), receivedAt: Samples.receivedAt)
        #expect(delivery.headers["A"] == value)
        #expect(delivery.body == Array(body.utf8))
    }

    @Test(
        arguments: [
            ("POST /?sender=harbor HTTP/1.1", "harbor"), ("POST http://h/?a=b&sender=ghcr#x HTTP/1.1", "ghcr#x"),
            ("POST /?sender=%6fw+n HTTP/1.1", "ow n"), ("POST / HTTP/1.1", nil), ("POST ", nil),
        ] as [(String, String?)])
    func theRequestLineMayNameTheSender(line: String, sender: String?) throws {
        let delivery = try Delivery(headerBlock: Array("\(line)\n\n{}".utf8), receivedAt: Samples.receivedAt)
        #expect(delivery.sender == sender)
    }

    @Test(arguments: [
        ("", "the event has no body: expected an empty line after the headers"),
        ("A: 1\n", "the event has no body: expected an empty line after the headers"),
        ("A: 1\n{}\n\n", "line 2 is not a header: expected 'Name: value'"),
        ("A : 1\n\n", "line 1 is not a header: expected 'Name: value'"),
        (": 1\n\n", "line 1 is not a header: expected 'Name: value'"),
        ("A: 1\nPOST / HTTP/1.1\n\n", "line 2 is not a header: expected 'Name: value'"),
    ])
    func refuses(text: String, sentence: String) {
        let error = #expect(throws: InvalidEvent.self) {
            try Delivery(headerBlock: Array(text.utf8), receivedAt: Samples.receivedAt)
        }
        #expect(error?.code == .malformedHeaders)
        #expect(error?.description == sentence)
    }
}
