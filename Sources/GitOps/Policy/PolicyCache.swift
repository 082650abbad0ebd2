import Synchronization

/// The policy that was read last, by its parts. Events that are decided one after the other mostly have the same one, and
/// reading a long policy takes longer than deciding. What is kept follows from the text alone, so it changes no decision.
public final class PolicyCache: Sendable {
    private let last = Mutex<(file: PolicyFile, sections: [ObjectIdentifier: any PolicySection])?>(nil)

    /// A cache with nothing in it.
    public init() {}

    /// A part of the policy in a file.
    ///
    /// - Throws: ``Undecided/failed(_:)`` that names file, line, column and what was expected there.
    func section<Section: PolicySection>(_ type: Section.Type, in file: PolicyFile) throws(Undecided) -> Section {
        let key = ObjectIdentifier(type)
        let sections = last.withLock { $0?.file == file ? $0?.sections : nil }
        if let section = sections?[key] as? Section { return section }
        let section = try file.read(type)
        last.withLock { last in
            var sections = last?.file == file ? last?.sections ?? [:] : [:]
            sections[key] = section
            last = (file, sections)
        }
        return section
    }
}
