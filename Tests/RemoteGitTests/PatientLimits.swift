@testable import RemoteGit

extension TransferLimits {
    /// Limits of time that do not strike, however slow the machine is.
    static var patient: TransferLimits { TransferLimits(stall: .seconds(600)) }
}
