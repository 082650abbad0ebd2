import RemoteGit

/// Reads several things that do not wait for one another, and throws all that they miss at once: together they cost as
/// many requests as the one that takes most.
public struct JointReading {
    private var missing: Set<Want> = []

    /// A reading that misses nothing yet.
    public init() {}

    /// Reads one thing; `nil` if it misses something.
    ///
    /// - Throws: ``Undecided``, but not ``Undecided/notLoaded(_:)``.
    public mutating func read<Value>(
        _ value: @autoclosure () throws(Undecided) -> Value
    ) throws(Undecided) -> Value? {
        do {
            return try value()
        } catch {
            guard case .notLoaded(let wants) = error else { throw error }
            missing.formUnion(wants)
            return nil
        }
    }

    /// Ends the reading.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with all that was missed.
    public func finish() throws(Undecided) {
        guard missing.isEmpty else { throw .notLoaded(missing) }
    }
}
