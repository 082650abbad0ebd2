import FoundationEssentials
import GitOps
import Glibc
import NATS

/// The sample events, found in the project that this program was built in or is called in.
struct DemoSamples: Sendable {
    private let directory: String

    /// - Throws: ``CommandFailure`` if the project is not around.
    init() throws(CommandFailure) {
        let starts = [FileManager.default.currentDirectoryPath, OwnExecutable.path].compactMap(\.self)
        for start in starts {
            var components = start.split(separator: "/")
            while !components.isEmpty {
                let candidate = "/" + components.joined(separator: "/") + "/events-samples/image"
                if access(candidate, R_OK) == 0 {
                    directory = candidate
                    return
                }
                components.removeLast()
            }
        }
        throw CommandFailure(.failed, "the sample events are not here: run scripts/demo in the project")
    }

    /// A sample as a message.
    func message(_ name: String) throws(CommandFailure) -> (headers: NATSHeaders, body: [UInt8]) {
        try EventFile("\(directory)/\(name)", byteLimit: EventFile.longest).message()
    }
}
