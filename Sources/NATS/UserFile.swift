import Crypto
import FoundationEssentials

/// The file with a user's seed and, where it is a `.creds` file, the user's JWT. It is read anew for each connection, so
/// that it can be replaced.
///
/// The library can read such files too. But libnats 3.4 writes bytes that begin with a zero, as one signature in 256 does,
/// as nothing at all in base64, which every server refuses. So signatures are made, and looked at, here.
struct UserFile: Sendable {
    private let path: String
    private let operation: String

    /// - Parameter what: What the file holds, for errors.
    init(path: String, of what: String) {
        self.path = path
        operation = "read the \(what) in \(path)"
    }

    /// The user's key, which is a word of its own, perhaps with lines around it.
    ///
    /// - Throws: ``NATSError``, which repeats nothing of the file.
    func key() throws(NATSError) -> NKey {
        guard let key = try words().lazy.compactMap({ NKey(seed: $0) }).first else {
            throw NATSError(.invalidArgument, operation, "the file has no user's seed, which begins with SU")
        }
        return key
    }

    /// The user's JWT (RFC 7519 section 3): three parts in base64, of which the first is a JSON object.
    ///
    /// - Throws: as ``key()``.
    func token() throws(NATSError) -> String {
        let words = try words()
        guard let token = words.first(where: { $0.hasPrefix("eyJ") && $0.count(where: { $0 == "." }) == 2 }) else {
            throw NATSError(.invalidArgument, operation, "the file has no user's JWT")
        }
        return String(token)
    }

    /// The signature of what a server gave to sign.
    ///
    /// - Throws: as ``key()``.
    func signature(of nonce: String) throws(NATSError) -> [UInt8] {
        do {
            return [UInt8](try key().privateKey.signature(for: Data(nonce.utf8)))
        } catch let error as NATSError {
            throw error
        } catch {
            throw NATSError(.other, operation, "signing failed")
        }
    }

    private func words() throws(NATSError) -> [Substring] {
        guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 16 else {
            throw NATSError(.invalidArgument, operation, "the file cannot be read")
        }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    }
}

extension NATSCredentials {
    /// The file that has them, where they are in one.
    var userFile: UserFile? {
        switch self {
        case .credentialsFile(let path): UserFile(path: path, of: "credentials")
        case .nkey(let seedFile): UserFile(path: seedFile, of: "NKey")
        case .none, .password, .token: nil
        }
    }
}
