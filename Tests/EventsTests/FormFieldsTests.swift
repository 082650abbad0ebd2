import Events
import Testing

@Suite struct FormFieldsTests {
    @Test(
        arguments: [
            ("a=1&b=2", "1"), ("b=1", nil), ("", nil), ("a", ""), ("a=", ""), ("a=1&a=2", "2"), ("&&a=x=y&", "x=y"),
            ("a=two+words%2B%C3%A9", "two words+é"), ("%61=1", "1"), ("a=%FF", nil), ("a=%", "%"), ("A=1", nil),
        ] as [(String, String?)])
    func reads(text: String, value: String?) {
        #expect(FormFields(text)["a"] == value)
    }
}
