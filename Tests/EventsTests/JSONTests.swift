import Testing

@testable import Events

@Suite struct JSONTests {
    @Test(arguments: [
        ("", "the event is empty: expected a JSON object"),
        (" \r\n\t", "the event is empty: expected a JSON object"),
        ("deploy app v1", "the event is not JSON, at line 1, column 1: expected a JSON object"),
        (
            "{\"image\":\"app\",\n \"tag\" \"v1\"}",
            "the event is not JSON, at line 2, column 8: expected ':' after a name"
        ),
        ("{\"é\" 1}", "the event is not JSON, at line 1, column 6: expected ':' after a name"),
        ("{\"a\":1,}", "the event is not JSON, at line 1, column 8: expected a name in double quotes"),
        ("{'a':1}", "the event is not JSON, at line 1, column 2: expected a name in double quotes"),
        ("{\"a\":1", "the event ends too early, at line 1, column 7: expected ',' or '}'"),
        ("{\"a\":", "the event ends too early, at line 1, column 6: expected a value"),
        ("{\"a\":[1,]}", "the event is not JSON, at line 1, column 9: expected a value"),
        ("{\"a\":[1 2]}", "the event is not JSON, at line 1, column 9: expected ',' or ']'"),
        ("{\"a\":01}", "the event is not JSON, at line 1, column 7: expected ',' or '}'"),
        ("{\"a\":1.}", "the event is not JSON, at line 1, column 8: expected a digit"),
        ("{\"a\":-}", "the event is not JSON, at line 1, column 7: expected a digit"),
        ("{\"a\":1e+}", "the event is not JSON, at line 1, column 9: expected a digit"),
        ("{\"a\":tru}", "the event is not JSON, at line 1, column 6: expected 'true'"),
        ("{\"a\":NaN}", "the event is not JSON, at line 1, column 6: expected a value"),
        ("{\"a\":\"b", "the event ends too early, at line 1, column 8: expected '\"' at the end of a string"),
        ("{\"a\":\"b\\", "the event ends too early, at line 1, column 9: expected '\"' at the end of a string"),
        (
            "{\"a\":\"\n\"}",
            "the event is not JSON, at line 1, column 7: expected control characters in a string to be escaped"
        ),
        ("{\"a\":\"\\x\"}", "the event is not JSON, at line 1, column 8: expected an escape that JSON has"),
        ("{\"a\":\"\\u12g4\"}", "the event is not JSON, at line 1, column 11: expected four hexadecimal digits"),
        (
            "{\"a\":\"\\ud800x\"}",
            "the event is not JSON, at line 1, column 9: expected both halves of a surrogate pair"
        ),
        (
            "{\"a\":\"\\ud800\\u0041\"}",
            "the event is not JSON, at line 1, column 9: expected both halves of a surrogate pair"
        ),
        ("{\"a\":\"\\udc00\"}", "the event is not JSON, at line 1, column 9: expected both halves of a surrogate pair"),
        ("{} {}", "the event is not JSON, at line 1, column 4: expected nothing after the value"),
        ("{\"a\":1}\0", "the event is not JSON, at line 1, column 8: expected nothing after the value"),
    ])
    func saysWhereItIsNotJSON(text: String, sentence: String) {
        #expect(outcome(Delivery(text)) == sentence)
    }

    @Test(
        arguments: [
            ([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], "column 2: expected a string in UTF-8"),
            ([0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xC0, 0xA0, 0x22, 0x7D], "column 6: expected a string in UTF-8"),
            ([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], "column 1: expected a JSON object"),
            ([0x7B, 0x00, 0x7D, 0x00], "column 2: expected a name in double quotes"),
        ] as [([UInt8], String)])
    func takesOnlyUTF8(bytes: [UInt8], end: String) {
        let sentence = outcome(Delivery(body: bytes, receivedAt: Samples.receivedAt))
        #expect(sentence == "the event is not JSON, at line 1, " + end)
    }

    @Test(arguments: [
        ("\u{FEFF} {} \r\n", JSONValue.object([])),
        ("[null,true,false,[]]", .array([.null, .bool(true), .bool(false), .array([])])),
        ("-0.10e+2", .number("-0.10e+2")),
        (#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00é""#, .string("\"\\/\u{8}\u{C}\n\r\té😀é")),
        (#"{"a":1,"a":2}"#, .object([.init(name: "a", value: .number("1")), .init(name: "a", value: .number("2"))])),
    ])
    func reads(text: String, value: JSONValue) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == value)
    }

    @Test(arguments: ["[", "{\"a\":", "[[],"])
    func deepNestingIsRefused(opening: String) {
        let sentence = outcome(Delivery(String(repeating: opening, count: 100_000)))
        #expect(sentence.hasSuffix("expected values nested at most 128 deep"))
        let deepest = String(repeating: "[", count: 127) + String(repeating: "]", count: 127)
        #expect(outcome(Delivery(#"{"image":"app","tag":"v1","deep":\#(deepest)}"#)) == "app:v1")
    }

    @Test func aBodyOverTheLimitIsRefused() {
        let room = Delivery.standardByteLimit - #"{"image":"app","tag":"v1","pad":""}"#.utf8.count
        let longest = #"{"image":"app","tag":"v1","pad":"\#(String(repeating: "x", count: room))"}"#
        #expect(outcome(Delivery(longest)) == "app:v1")
        #expect(outcome(Delivery(longest + " ")) == "the event is too large: expected at most 1048576 bytes")
        let error = #expect(throws: InvalidEvent.self) { try Event<ImageEvent>.decode(Delivery("{} "), byteLimit: 2) }
        #expect(error == .tooLarge(byteLimit: 2))
    }
}
