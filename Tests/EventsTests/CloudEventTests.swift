import Events
import Testing

/// The rules of CloudEvents 1.0.2 that a receiver has to follow.
@Suite struct CloudEventTests {
    static let data = #""data":{"image":"app","tag":"v1"}"#

    static func structured(_ members: String, version: String = "1.0") -> String {
        #"{"specversion":"\#(version)","id":"1","source":"/ci","type":"t",\#(members)}"#
    }

    @Test(arguments: [
        "application/cloudevents+json", "application/cloudevents", "Application/CloudEvents+JSON; charset=UTF-8",
        "application/json", nil,
    ])
    func structuredModeByAnyContentType(contentType: String?) throws {
        let delivery = Delivery(Self.structured(Self.data), contentType: contentType)
        #expect(try Event<ImageEvent>.decode(delivery).identity == EventIdentity(source: "/ci", id: "1"))
    }

    @Test(arguments: [
        (data, "app:v1"),
        (#"\#(data),"datacontenttype":"application/json","data_base64":null"#, "app:v1"),
        (#"\#(data),"datacontenttype":null,"time":null,"subject":null,"dataschema":null"#, "app:v1"),
        (#"\#(data),"datacontenttype":"Application/vnd.acme+json; charset=utf-8""#, "app:v1"),
        (#"\#(data),"sequence":7,"traceparent":"00-a-b","sampled":true,"odd":{"a":[]}"#, "app:v1"),
        (#""data_base64":"eyJpbWFnZSI6ImFwcCIsInRhZyI6InYxIn0=","data":null"#, "app:v1"),
        (#""data_base64":"e30=""#, "data_base64.image: expected \(ImageEventTests.anImage), but it is missing"),
        (#""data_base64":"%%%""#, "data_base64: expected base64 (RFC 4648), but it is not"),
        (#""data_base64":7"#, "data_base64: expected a string, but it is a number"),
        (
            #""data_base64":"ew==""#,
            "data_base64: expected a name in double quotes, but it ends too early, at line 1, column 2"
        ),
        (#"\#(data),"data_base64":"e30=""#, "data_base64: expected either data or data_base64, but the event has both"),
        (#""data":null"#, "data: expected a JSON object, but it is missing"),
        (#""data":{"image":"app"}"#, "data.tag: expected a tag, but it is missing"),
        (#""data":"{}""#, "data: expected a JSON object, but it is a string"),
        (
            #""data":"<a/>","datacontenttype":"text/xml""#,
            "datacontenttype: expected application/json or application/cloudevents+json, but it is text/xml"
        ),
        (
            #""data":{},"datacontenttype":"text/xml""#,
            "data: expected a string, since datacontenttype is not JSON, but it is an object"
        ),
        (
            #"\#(data),"time":"yesterday""#,
            "time: expected a time as 2026-01-31T12:00:00Z, but it is not one (RFC 3339)"
        ),
        (#"\#(data),"time":7"#, "time: expected a string, but it is a number"),
        (#"\#(data),"id":"2""#, "id: expected one value, but it is given twice"),
    ])
    func structuredMode(members: String, result: String) {
        #expect(outcome(Delivery(Self.structured(members))) == result)
    }

    @Test(arguments: [
        ("specversion", "'1.0'"), ("id", "an id"), ("source", "a source"), ("type", "a type"),
    ])
    func requiredAttributes(name: String, expected: String) {
        let values = ["specversion": "1.0", "id": "1", "source": "/ci", "type": "t"]
        for (value, found) in [("null", "is missing"), (#""""#, "is empty"), (nil, "is missing")] {
            let members = values.compactMap { key, text in
                (key == name ? value : #""\#(text)""#).map { #""\#(key)":\#($0)"# }
            }
            let body = "{" + (members + [Self.data]).joined(separator: ",") + "}"
            let delivery = Delivery(body, contentType: "application/cloudevents+json")
            #expect(outcome(delivery) == "\(name): expected \(expected), but it \(found)")
        }
        for (value, found) in [("", "is empty"), ("\"\"", "is empty"), (nil, "is missing")] {
            var headers = Headers(values.map { (name: "CE-" + $0.key, value: $0.value) })
            headers["ce-" + name] = value
            if name == "specversion", value == nil { continue }  // Without it, this is no CloudEvent.
            let delivery = Delivery(#"{"image":"app","tag":"v1"}"#, headers: headers)
            #expect(outcome(delivery) == "header ce-\(name): expected \(expected), but it \(found)")
        }
    }

    @Test func otherVersionsAreRefused() {
        #expect(
            outcome(Delivery(Self.structured(Self.data, version: "0.3")))
                == "specversion: expected '1.0', but it is another version")
    }

    @Test(arguments: [
        ("application/cloudevents-batch+json", "the event is a batch, which is not accepted: expected one CloudEvent"),
        ("application/cloudevents+avro", "the event is application/cloudevents+avro: expected "),
        ("text/xml", "the event is text/xml: expected "),
        ("application/x-www-form-urlencoded", "the event is application/x-www-form-urlencoded: expected "),
        ("", "the event is of a malformed media type: expected "),
        ("json", "the event is of a malformed media type: expected "),
        ("a/b/c", "the event is of a malformed media type: expected "),
    ])
    func otherFormatsAreUnsupported(contentType: String, beginning: String) {
        for body in ["[]", #"{"image":"app","tag":"v1"}"#] {
            let error = #expect(throws: InvalidEvent.self) {
                try Event<ImageEvent>.decode(Delivery(body, contentType: contentType))
            }
            #expect(error?.code == .unsupportedMediaType)
            #expect(error?.description.hasPrefix(beginning) == true)
        }
    }

    @Test(arguments: [
        ("/ci", "/ci/1"), ("/my%20ci", "/my%20ci/1"), ("/my ci", "/my%20ci/1"),
        ("Euro%20%E2%82%ac", "Euro%20%E2%82%AC/1"),
        ("a%2525", "a%2525/1"), ("100%", "100%25/1"), (#""my \"ci\"\\""#, #"my%20"ci"\/1"#), ("%63i", "ci/1"),
    ])
    func binaryModeDecodesHeadersOnce(header: String, identity: String) throws {
        let headers: Headers = [
            "CE-SpecVersion": "1.0", "Ce-Id": "1", "ce-source": header, "cE-tYPE": "t", "ce-x": "%FF",
        ]
        for type in ["application/json", "application/vnd.acme+json; charset=utf-8", nil] {
            let delivery = Delivery(#"{"image":"app","tag":"v1"}"#, contentType: type, headers: headers)
            #expect(try Event<ImageEvent>.decode(delivery).identity.text == identity)
        }
    }

    @Test func binaryModeRefuses() {
        var headers: Headers = ["ce-specversion": "1.0", "ce-id": "1", "ce-source": "/ci", "ce-type": "t"]
        let body = #"{"image":"app","tag":"v1"}"#
        #expect(outcome(Delivery(body, contentType: "text/xml", headers: headers)).hasPrefix("the event is text/xml"))
        #expect(outcome(Delivery("[]", headers: headers)) == "the event is an array: expected a JSON object")
        headers["ce-time"] = "2026-02-30T00:00:00Z"
        #expect(outcome(Delivery(body, headers: headers)).hasPrefix("header ce-time: expected a time as "))
        headers["ce-id"] = "%C0%A0"
        #expect(
            outcome(Delivery(body, headers: headers))
                == "header ce-id: expected percent-encoded UTF-8, but it is not UTF-8")
    }

    @Test func structuredModeGoesBeforeHeaders() throws {
        let headers: Headers = ["ce-specversion": "1.0", "ce-id": "2", "ce-source": "/other", "ce-type": "t"]
        let body = Self.structured(Self.data)
        let delivery = Delivery(body, contentType: "application/cloudevents+json", headers: headers)
        #expect(try Event<ImageEvent>.decode(delivery).identity.text == "/ci/1")
    }
}
