import ImageReference

/// An amount of memory or CPU as Kubernetes writes it: `512Mi`, `0.5`, `500m`, `1.5G`, `128e6`.
///
/// The grammar is that of `k8s.io/apimachinery/pkg/api/resource.Quantity`; negative amounts are none here.
public struct Quantity: Sendable, Hashable {
    /// The digits, without the point.
    let digits: UInt128
    /// How many of them are behind the point.
    let decimals: Int
    /// What stands behind the digits.
    let unit: String

    /// Reads a quantity.
    ///
    /// - Returns: nil if the text is none, or has more digits than Kubernetes takes.
    public init?(_ text: String) {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard (1...18).contains(whole.count + fraction.count), fraction.count <= 9,
            let digits = UInt128(String(decoding: Array(whole) + Array(fraction), as: UTF8.self)),
            let unit = String(rest), Self.scale(of: unit) != nil
        else { return nil }
        self.init(digits: digits, decimals: fraction.count, unit: unit)
    }

    init(digits: UInt128, decimals: Int, unit: String) {
        self.digits = digits
        self.decimals = decimals
        self.unit = unit
    }

    /// The text, in the unit that it was read in.
    public var text: String {
        var text = String(digits)
        guard decimals > 0 else { return text + unit }
        if text.utf8.count <= decimals {
            text = String(repeating: "0", count: decimals + 1 - text.utf8.count) + text
        }
        return text.dropLast(decimals) + "." + text.suffix(decimals) + unit
    }

    /// A unit as nanos: base to the power of the exponent, and nine zeros.
    private static func scale(of unit: String) -> UInt128? {
        let nano: UInt128 = 1_000_000_000
        switch unit {
        case "n": return 1
        case "u": return 1000
        case "m": return 1_000_000
        case "": return nano
        default: break
        }
        if let power = ["k", "M", "G", "T", "P", "E"].firstIndex(of: unit) {
            return nano * Self.power(1000, power + 1)
        }
        if let power = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].firstIndex(of: unit) {
            return nano * Self.power(1024, power + 1)
        }
        guard unit.hasPrefix("e") || unit.hasPrefix("E"), let exponent = Int(unit.dropFirst()),
            (-9...18).contains(exponent)
        else { return nil }
        return exponent < 0 ? nano / Self.power(10, -exponent) : nano * Self.power(10, exponent)
    }

    private static func power(_ base: UInt128, _ exponent: Int) -> UInt128 {
        (0..<exponent).reduce(1) { power, _ in power * base }
    }

    /// The amount in billionths, by which quantities are compared; nil if there are more of them than a number holds.
    var nanos: UInt128? {
        guard let scale = Self.scale(of: unit) else { return nil }
        let (product, overflow) = digits.multipliedReportingOverflow(by: scale)
        return overflow ? nil : product / Self.power(10, decimals)
    }

    /// The amount times a factor, in the same unit, rounded up to about three digits, and to what the unit can have.
    ///
    /// - Returns: nil if it becomes too large.
    func multiplied(by factor: Factor, as resource: Resource) -> Quantity? {
        let (product, overflow) = digits.multipliedReportingOverflow(by: factor.digits)
        guard !overflow else { return nil }
        var result = Quantity(digits: product, decimals: decimals + factor.decimals, unit: unit)
        let most = max(decimals, result.usefulDecimals(as: resource))
        if result.decimals > most {
            let divisor = Self.power(10, result.decimals - most)
            result = Quantity(digits: (result.digits + divisor - 1) / divisor, decimals: most, unit: unit)
        }
        while result.decimals > 0 && result.digits % 10 == 0 {
            result = Quantity(digits: result.digits / 10, decimals: result.decimals - 1, unit: unit)
        }
        return result.text.utf8.count > 30 ? nil : result
    }

    private func usefulDecimals(as resource: Resource) -> Int {
        switch unit {
        case "n", "u", "m": 0
        // Whole bytes, and thousandths of a CPU.
        case "": resource == .memory ? 0 : 3
        default: max(0, 3 - String(digits / Self.power(10, decimals)).utf8.count)
        }
    }

    /// The amount in another quantity's unit, if that takes at most three decimals.
    func converted(to other: Quantity) -> Quantity? {
        guard let nanos, let scale = Self.scale(of: other.unit) else { return nil }
        for decimals in 0...3 {
            let (product, overflow) = nanos.multipliedReportingOverflow(by: Self.power(10, decimals))
            if overflow { return nil }
            if product % scale == 0 { return Quantity(digits: product / scale, decimals: decimals, unit: other.unit) }
        }
        return nil
    }
}

/// A factor that is not negative, as it is written.
struct Factor: Sendable, Hashable {
    let digits: UInt128
    let decimals: Int

    init?(_ text: some StringProtocol) {
        guard let quantity = Quantity(String(text)), quantity.unit.isEmpty, quantity.digits > 0 else { return nil }
        digits = quantity.digits
        decimals = quantity.decimals
    }
}

/// What a container may be limited in.
public enum Resource: String, Sendable {
    /// `memory`, in bytes.
    case memory
    /// `cpu`, in cores.
    case cpu
}
