/// Why an application stays as it is.
struct Objection: Error {
    /// The rule that says no, or what is in the way, as a sentence.
    let rule: String
}
