import Events
import FoundationEssentials
import HTTPClient

/// The keys that Google signs tokens with, fetched when they are needed and kept as long as Google says.
actor GoogleKeys {
    /// Where Google publishes them (Google's OpenID configuration, `jwks_uri`).
    static let address = "https://www.googleapis.com/oauth2/v3/certs"

    /// Why there are no keys.
    struct Failure: Error {
        let reason: String
    }

    private let url: String
    private let options: HTTPClient.Options
    private var client: HTTPClient?
    private var known: (keys: JSONWebKeys, fetched: Date, until: Date)?

    /// How long at least before they are fetched again for a key that is not among them: anybody can name one.
    private static let pause = 60.0
    /// How long they are kept where Google does not say, and at the longest, in seconds.
    private static let standardAge = 3_600.0
    private static let longestAge = 86_400.0

    init(at url: String = address, options: HTTPClient.Options = HTTPClient.Options()) {
        self.url = url
        self.options = options
    }

    /// The keys, that one among them if Google has it.
    ///
    /// - Throws: ``Failure``.
    func keys(with id: String, at now: Date) async throws(Failure) -> JSONWebKeys {
        if let known {
            if known.until > now, known.keys.has(id) { return known.keys }
            if now.timeIntervalSince(known.fetched) < Self.pause { return known.keys }
        }
        do {
            let (keys, age) = try await fetch()
            known = (keys, now, now.addingTimeInterval(age))
            return keys
        } catch {
            // Old keys are still Google's: it publishes new ones long before it signs with them.
            guard let known, known.keys.has(id) else { throw error }
            return known.keys
        }
    }

    private func fetch() async throws(Failure) -> (keys: JSONWebKeys, age: Double) {
        let response: HTTPClient.Response
        do {
            let client = try client ?? HTTPClient(options)
            self.client = client
            response = try await client.send(HTTPClient.Request(url: url))
        } catch {
            throw Failure(reason: "\(error)")
        }
        guard response.status == 200 else { throw Failure(reason: "the answer has the status \(response.status)") }
        do {
            return (try JSONWebKeys(response.body), Self.age(response[header: "cache-control"]))
        } catch {
            throw Failure(reason: "the answer is no set of keys")
        }
    }

    /// The seconds in a header `Cache-Control: public, max-age=19000` (RFC 9111 section 5.2.2.1).
    private static func age(_ cacheControl: String?) -> Double {
        for directive in (cacheControl ?? "").split(separator: ",") {
            let parts = directive.split(separator: "=")
            guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "max-age" else { continue }
            if let seconds = Double(parts[1].filter { $0 != " " }) { return max(pause, min(seconds, longestAge)) }
        }
        return standardAge
    }
}
