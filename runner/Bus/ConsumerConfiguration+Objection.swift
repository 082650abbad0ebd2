import NATS

extension ConsumerConfiguration {
    /// Why a consumer that is there loses events that the wanted one would not; `nil` if it does not.
    func objection(asFor wanted: ConsumerConfiguration) -> String? {
        if !isPull { return "it pushes (deliver_subject)" }
        if !isExplicitlyAcknowledged { return "not every message is acknowledged for itself (ack_policy)" }
        if isHeadersOnly { return "messages come without payload (headers_only)" }
        if start != wanted.start { return "it leaves out what was published before it was made (deliver_policy)" }
        if filterSubject != wanted.filterSubject {
            return
                "it hands out \(filterSubject ?? "everything") and not \(wanted.filterSubject ?? "that") (filter_subject)"
        }
        // A runner that is killed at the last delivery could not write the dead letter.
        if let maxDeliver { return "messages are dropped after \(maxDeliver) deliveries (max_deliver)" }
        return nil
    }

    /// After how long a message counts as lost: the waits of `backoff` count in place of `ack_wait`.
    var shortestAckWait: Duration { backoff.min() ?? ackWait }
}
