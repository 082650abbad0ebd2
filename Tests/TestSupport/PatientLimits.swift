public import RemoteGit

extension TransferLimits {
    /// Limits of time that do not strike, however slow the machine is.
    public static var patient: TransferLimits { TransferLimits(stall: .seconds(600)) }
}
