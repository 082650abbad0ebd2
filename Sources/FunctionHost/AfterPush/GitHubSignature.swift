import Crypto
import Events

/// How GitHub signs what it sends ("Validating webhook deliveries").
enum GitHubSignature {
    /// The newer signature and the older one, as GitHub sends both: a receiver may know one of them only.
    static func headers(of body: [UInt8], secret: String) -> [(name: String, value: String)] {
        let key = SymmetricKey(data: Array(secret.utf8))
        let sha256 = HMAC<SHA256>.authenticationCode(for: body, using: key)
        let sha1 = HMAC<Insecure.SHA1>.authenticationCode(for: body, using: key)
        return [
            ("X-Hub-Signature-256", "sha256=" + hexadecimal(sha256)), ("X-Hub-Signature", "sha1=" + hexadecimal(sha1)),
        ]
    }
}
