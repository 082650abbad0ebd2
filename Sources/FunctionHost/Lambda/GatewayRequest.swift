import Events
import FoundationEssentials
import HTTPTypes

/// An HTTP request as Amazon API Gateway, a function URL or a load balancer put it into an invocation's payload (payload
/// formats 1.0 and 2.0).
struct GatewayRequest: Decodable {
    private let requestContext: Context
    private let httpMethod: String?
    private let headers: [String: String]?
    private let multiValueHeaders: [String: [String]]?
    private let rawQueryString: String?
    private let queryStringParameters: [String: String]?
    private let multiValueQueryStringParameters: [String: [String]]?
    private let body: String?
    private let isBase64Encoded: Bool?

    private struct Context: Decodable {
        /// Set in format 2.0.
        let http: HTTP?
        /// Set by load balancers.
        let elb: LoadBalancer?

        struct LoadBalancer: Decodable {}

        struct HTTP: Decodable {
            let method: String
        }
    }

    /// The request in a payload; `nil` if there is none in it, so that the payload is the event itself.
    init?(_ payload: [UInt8]) {
        guard let request = try? JSONDecoder().decode(Self.self, from: Data(payload)), request.givenMethod != nil else {
            return nil
        }
        self = request
    }

    private var givenMethod: String? { requestContext.http?.method ?? httpMethod }

    /// The method.
    var method: HTTPRequest.Method? { givenMethod.flatMap { HTTPRequest.Method(rawValue: $0) } }

    /// The headers. Load balancers can be set to send them as lists only.
    var fields: [(name: String, value: String)] {
        guard let headers else {
            return (multiValueHeaders ?? [:]).flatMap { name, values in values.map { (name, $0) } }
        }
        return headers.map { (name: $0, value: $1) }
    }

    /// The fields of the address's query. Format 2.0 has it as it came; there, values that are repeated are joined in the
    /// other member. Load balancers leave names and values as they are in the address (Elastic Load Balancing, "Use Lambda
    /// functions as targets of an Application Load Balancer"), and can be set to send lists only.
    var query: FormFields {
        if let rawQueryString { return FormFields(rawQueryString) }
        let fields = queryStringParameters ?? multiValueQueryStringParameters?.compactMapValues(\.last) ?? [:]
        guard requestContext.elb != nil else { return FormFields(fields) }
        return FormFields(fields.map { "\($0)=\($1)" }.joined(separator: "&"))
    }

    /// The body; `nil` if it says that it is base64 and is not.
    var bytes: [UInt8]? {
        guard isBase64Encoded == true else { return Array((body ?? "").utf8) }
        return Data(base64Encoded: body ?? "").map { Array($0) }
    }
}

/// The answer to such a request.
struct GatewayAnswer: Encodable {
    private let statusCode: Int
    private let headers: [String: String]
    private let body: String
    private let isBase64Encoded = false

    init(_ answer: HTTPAnswer) {
        statusCode = answer.status.code
        headers = Dictionary(answer.headers.map { ($0.name.canonicalName, $0.value) }) { $1 }
        body = String(decoding: answer.body, as: UTF8.self)
    }

    func json() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}
