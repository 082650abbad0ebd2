import NIOCore
import SystemPackage

/// Says why a server cannot listen.
struct ListenError: Error, CustomStringConvertible {
    /// A sentence for people.
    let description: String

    init(_ address: ListenAddress, _ error: any Error) {
        description = "cannot listen on \(address): \(Self.reason(error))"
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case is SocketAddressError, is SocketAddressError.UnknownHost: return "the host is not known"
        case let error as IOError:
            switch Errno(rawValue: error.errnoCode) {
            case .addressInUse: return "another program listens there"
            case .permissionDenied: return "this user may not listen on that port"
            case .addressNotAvailable: return "this machine has no such address"
            case let other: return "\(other)"
            }
        default: return "\(error)"
        }
    }
}
