import Events
import ImageReference
import Testing

@Suite struct ImageEventTests {
    static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(arguments: [
        (#"{"name":"acme/app","tag":"v1"}"#, "acme/app:v1"),
        (#"{"image":"acme/app","name":"Job 7","tag":"v1"}"#, "acme/app:v1"),
        (#"{"image":null,"name":"acme/app","tag":"v1","digest":null}"#, "acme/app:v1"),
        (#"{"image":"acme/app:v1"}"#, "acme/app:v1"),
        (#"{"image":"acme/app:v1","tag":null}"#, "acme/app:v1"),
        (#"{"image":"acme/app:v1","tag":"v1"}"#, "acme/app:v1"),
        (#"{"image":"h.io:5000/app@\#(digest)","tag":"v1"}"#, "h.io:5000/app:v1@" + digest),
        (#"{"image":"app:v1@\#(digest)","tag":"v1","digest":"\#(digest)"}"#, "app:v1@" + digest),
        (#"{"image":"app","tag":"v1","unknown":{"deep":[1,{"a":null}]}}"#, "app:v1"),
        (#"{"image":"\u0061pp","tag":"v\u0031"}"#, "app:v1"),
    ])
    func reads(json: String, image: String) {
        #expect(outcome(Delivery(json)) == image)
    }

    static let anImage = "an image as registry.example.com/shop"

    @Test(arguments: [
        ("{}", "image: expected \(anImage), but it is missing"),
        (#"{"tag":"v1"}"#, "image: expected \(anImage), but it is missing"),
        (#"{"image":7,"tag":"v1"}"#, "image: expected a string, but it is a number"),
        (#"{"image":["app"],"tag":"v1"}"#, "image: expected a string, but it is an array"),
        (#"{"image":"app","tag":true}"#, "tag: expected a string, but it is a boolean"),
        (#"{"image":"app","tag":{}}"#, "tag: expected a string, but it is an object"),
        (#"{"image":"app"}"#, "tag: expected a tag, but it is missing"),
        (#"{"image":"app","tag":null}"#, "tag: expected a tag, but it is missing"),
        (#"{"image":"app","tag":""}"#, "tag: expected a tag, but the tag is empty"),
        (#"{"image":"","tag":"v1"}"#, "image: expected \(anImage), but the repository is empty"),
        (#"{"name":"","tag":"v1"}"#, "name: expected \(anImage), but the repository is empty"),
        (
            #"{"image":"app:..","tag":"v1"}"#,
            "image: expected \(anImage), but the tag does not begin with a letter, a digit or '_'"
        ),
        (#"{"image":"app:v1","tag":"v2"}"#, "tag: expected the tag that 'image' gives, but it is another"),
        (#"{"name":"app:v1","tag":"v2"}"#, "tag: expected the tag that 'name' gives, but it is another"),
        (
            #"{"image":"app@\#(digest)","tag":"v2","digest":"sha256:\#(String(repeating: "0b", count: 32))"}"#,
            "digest: expected the digest that 'image' gives, but it is another"
        ),
        (
            #"{"image":"app","tag":"v2","digest":"latest"}"#,
            "digest: expected a digest, but the digest does not begin with 'sha256:' or 'sha512:'"
        ),
        (#"{"image":"app","tag":"v1","tag":"v2"}"#, "tag: expected one value, but it is given twice"),
        (#"["app","v1"]"#, "the event is an array: expected a JSON object"),
        (#""app:v1""#, "the event is a string: expected a JSON object"),
        ("null", "the event is null: expected a JSON object"),
        ("12", "the event is a number: expected a JSON object"),
    ])
    func refuses(json: String, sentence: String) {
        #expect(outcome(Delivery(json)) == sentence)
        let error = #expect(throws: InvalidEvent.self) { try Event<ImageEvent>.decode(Delivery(json)) }
        #expect(error?.code == .wrongField)
    }

    /// What would end a value in a file, or begin another one, never comes through.
    @Test(arguments: [#"\n"#, #"\r"#, #"\""#, "'", "..", "/", " ", "#", ":", #"\\"#, #"\u0000"#, "é", #"\u2028"#, "{{"])
    func keepsOutOfFiles(text: String) {
        for json in [#"{"image":"app","tag":"\#(text)"}"#, #"{"image":"app","tag":"v1\#(text)\#(text)x/../y"}"#] {
            let error = #expect(throws: InvalidEvent.self) { try Event<ImageEvent>.decode(Delivery(json)) }
            #expect(error?.field == "tag")
        }
    }

    @Test func neverRepeatsTheEvent() {
        let hostile = #"<script>\u001b[31m$(reboot)"#
        for json in [
            #"{"image":"\#(hostile)","tag":"v1"}"#, #"{"image":"app","tag":"\#(hostile)"}"#,
            #"{"image":"app","tag":"v1","digest":"\#(hostile)"}"#, #"{"\#(hostile)":"#, #"["\#(hostile)" x]"#,
            #"{"specversion":"\#(hostile)","id":"1","source":"s","type":"t"}"#,
            #"{"specversion":"1.0","id":"1","source":"s","type":"t","time":"\#(hostile)","datacontenttype":"a"}"#,
            #"{"specversion":"1.0","id":"1","source":"s","type":"t","datacontenttype":"\#(hostile)"}"#,
        ] {
            let sentence = outcome(Delivery(json))
            #expect(!sentence.contains("script") && !sentence.contains("reboot"))
            #expect(!outcome(Delivery("{}", contentType: hostile)).contains("script"))
        }
    }
}
