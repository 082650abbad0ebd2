import CCurl
import Synchronization

/// Collects an answer as it arrives, up to a limit. libcurl writes to it from the one thread that runs the transfer;
/// only the wish to stop comes from elsewhere.
final class ResponseBuffer: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isTooLarge = false
        var isCancelled = false
        var isStalled = false
        /// The bytes that went either way so far, and when the last of them did.
        var progress: curl_off_t = 0
        var lastProgress = ContinuousClock.now
    }

    private let state = Mutex(State())
    private let limit: Int
    private let stall: Duration

    /// - Parameters:
    ///   - limit: the largest answer, in bytes.
    ///   - stall: the longest time without a byte either way.
    init(limit: Int, stall: Duration) {
        self.limit = limit
        self.stall = stall
    }

    var isStalled: Bool { state.withLock { $0.isStalled } }
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

    /// Whether the transfer is to go on. libcurl's own limit on slowness is a mean over five seconds, so that it takes
    /// that much longer.
    private func goesOn(_ progress: curl_off_t) -> Bool {
        state.withLock { state in
            if progress != state.progress {
                (state.progress, state.lastProgress) = (progress, .now)
            }
            state.isStalled = ContinuousClock.now - state.lastProgress >= stall
            return !state.isCancelled && !state.isStalled
        }
    }

    /// What libcurl calls with every piece, and about once a second where there is none; anything but 0 ends the
    /// transfer.
    static let progress: curl_shim_progress_function = { context, _, received, _, sent in
        guard let context else { return 0 }
        let buffer = Unmanaged<ResponseBuffer>.fromOpaque(context).takeUnretainedValue()
        return buffer.goesOn(received + sent) ? 0 : 1
    }
}
