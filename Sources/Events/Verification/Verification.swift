/// Whether a delivery comes from whom it should.
public enum Verification: Sendable, Hashable {
    /// It does.
    case accepted
    /// It does not, or nothing shows it. The sentence says why, and holds no secret.
    case rejected(String)
    /// That cannot be told now, and may be later.
    case undecided(String)
}

/// One way to show who sent a delivery: a signature, a shared secret, a token.
public protocol DeliveryProof: Sendable {
    /// Looks at what the delivery shows.
    ///
    /// - Returns: `nil` if the delivery shows nothing of this kind.
    func judge(_ delivery: Delivery) async -> Verification?
}

/// All the ways in which deliveries can show who sent them. Where there is none, every delivery is taken; where there is
/// one, none is taken that shows nothing.
public struct DeliveryVerifier: Sendable {
    private let proofs: [any DeliveryProof]

    /// A verifier by these ways.
    public init(_ proofs: [any DeliveryProof]) {
        self.proofs = proofs
    }

    /// Whether deliveries have to show anything.
    public var isNeeded: Bool { !proofs.isEmpty }

    /// Judges a delivery. One good proof is enough.
    public func verify(_ delivery: Delivery) async -> Verification {
        guard isNeeded else { return .accepted }
        var doubt: Verification?
        for proof in proofs {
            switch await proof.judge(delivery) {
            case .accepted?: return .accepted
            case .undecided(let sentence)?: doubt = .undecided(sentence)
            case .rejected(let sentence)?: doubt = doubt ?? .rejected(sentence)
            case nil: continue
            }
        }
        return doubt ?? .rejected("the delivery is not signed, and only signed ones are taken here")
    }
}
