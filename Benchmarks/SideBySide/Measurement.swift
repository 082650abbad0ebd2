/// What one run of a way cost.
struct Measurement {
    var seconds = 0.0
    var requests = 0
    /// Bytes from the client, HTTP headers included.
    var bytesSent = 0
    /// Bytes to the client, HTTP headers included.
    var bytesReceived = 0
    /// The largest resident set of the process or one of its children, in bytes; 0 if not measured.
    var peakMemory = 0

    /// The cells of a row behind its name, as ``Report/columns`` has them.
    ///
    /// - Parameter ours: the seconds that it is compared with.
    func cells(ours: Double) -> [String] {
        [
            fixed(seconds, 3), fixed(seconds / ours, 1), "\(requests)", bytes(bytesSent), bytes(bytesReceived),
            peakMemory > 0 ? bytes(peakMemory) : "",
        ]
    }
}

/// The median of each column on its own.
func median(_ measurements: [Measurement]) -> Measurement {
    func middle<Value: Comparable>(_ column: (Measurement) -> Value) -> Value {
        measurements.map(column).sorted()[measurements.count / 2]
    }
    return Measurement(
        seconds: middle(\.seconds), requests: middle(\.requests), bytesSent: middle(\.bytesSent),
        bytesReceived: middle(\.bytesReceived), peakMemory: middle(\.peakMemory))
}
