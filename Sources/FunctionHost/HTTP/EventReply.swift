import Events
import GitOps
import HTTPTypes

/// An answer that is an event itself, for those who ask for one by `Prefer: reply`.
///
/// Brokers of Knative do. They publish such an answer, and take one with another body for a failure and deliver again
/// (Knative Eventing, "Data plane contract", on event replies).
enum EventReply {
    /// Whether a request wants it.
    static func isWanted(by headers: HTTPFields) -> Bool {
        headers[values: .prefer].contains { value in
            value.split(separator: ",").contains { $0.filter { $0 != " " }.lowercased() == "reply" }
        }
    }

    /// The attributes of the event that an outcome is, as headers beside the data (CloudEvents HTTP binding 1.0.2, section
    /// 3.1).
    static func headers(_ outcome: Outcome) -> HTTPFields {
        let kind = outcome.outcome.rawValue
        let event = outcome.event ?? "unknown"
        return [
            .specVersion: "1.0",
            // The same for all that comes of one event, so that a second delivery tells nothing new.
            .id: encoded("\(event):\(outcome.commit ?? kind)"),
            .source: "/gitops-functions/\(outcome.handler)",
            .type: "gitops-functions.outcome.\(kind)",
            .subject: encoded(event),
        ]
    }

    /// Printable ASCII as it is, but for the characters that readers of headers may take for more than themselves (HTTP
    /// binding, section 3.1.3.2).
    private static func encoded(_ text: String) -> String {
        PercentEncoding.encode(text, also: "\"")
    }
}

extension HTTPField.Name {
    fileprivate static var prefer: Self { known("Prefer") }
    fileprivate static var specVersion: Self { known("ce-specversion") }
    fileprivate static var id: Self { known("ce-id") }
    fileprivate static var source: Self { known("ce-source") }
    fileprivate static var type: Self { known("ce-type") }
    fileprivate static var subject: Self { known("ce-subject") }

    /// A name that the code spells out.
    static func known(_ name: String) -> Self {
        guard let field = Self(name) else { preconditionFailure("\(name) is not a header's name") }
        return field
    }
}
