import Synchronization

/// What was read of a file's bytes, each part once and at its first use.
final class ManifestReading: Sendable {
    private struct State {
        var documents: [YAMLDocument]?
        var images: FoundImages?
    }

    private let state: Mutex<State>

    /// - Parameter documents: `nil` to parse later what is known to be readable.
    init(_ documents: [YAMLDocument]?) {
        state = Mutex(State(documents: documents))
    }

    func documents(of bytes: [UInt8]) -> [YAMLDocument] {
        if let documents = state.withLock({ $0.documents }) { return documents }
        // An edit has shown that it can be parsed: nothing is lost here.
        let documents = (try? YAMLDocument.parse(bytes)) ?? []
        state.withLock { $0.documents = documents }
        return documents
    }

    func images(_ search: () -> FoundImages) -> FoundImages {
        if let images = state.withLock({ $0.images }) { return images }
        let images = search()
        state.withLock { $0.images = images }
        return images
    }
}
