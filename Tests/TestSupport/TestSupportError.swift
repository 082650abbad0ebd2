/// Says which piece of the test rig did not work, and why. A test that meets it has not failed: it could not be made.
public struct TestSupportError: Error, Sendable, CustomStringConvertible {
    /// The sentence, with the words of the program or of the system that refused.
    public let description: String

    /// An error with its sentence.
    public init(_ description: String) {
        self.description = description
    }
}
