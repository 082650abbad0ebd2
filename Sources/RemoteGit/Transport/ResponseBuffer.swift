import CCurl
import Synchronization

/// Collects an answer as it arrives, up to a limit. libcurl writes to it from the one thread that runs the transfer;
/// only the wish to stop comes from elsewhere.
final class ResponseBuffer: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isTooLarge = false
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var isTooLarge: Bool { state.withLock { $0.isTooLarge } }

    /// Ends the transfer at the next occasion, a second from now at the latest.
    func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            guard state.bytes.count + bytes.count <= limit else {
                state.isTooLarge = true
                return false
            }
            state.bytes += bytes
            return true
        }
    }

    /// What libcurl calls with each piece; any other number than the piece's size ends the transfer.
    static let receive: curl_shim_data_function = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let buffer = Unmanaged<ResponseBuffer>.fromOpaque(context).takeUnretainedValue()
        return buffer.append(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }

    /// What libcurl calls from time to time; anything but 0 ends the transfer.
    static let progress: curl_shim_progress_function = { context, _, _, _, _ in
        guard let context else { return 0 }
        let buffer = Unmanaged<ResponseBuffer>.fromOpaque(context).takeUnretainedValue()
        return buffer.state.withLock { $0.isCancelled } ? 1 : 0
    }
}
