import Testing

@testable import ManifestEdit

@Suite struct QuantityTests {
    @Test(arguments: [
        ("512Mi", 536_870_912), ("0.5", nil), ("1Gi", 1_073_741_824), ("1.5G", 1_500_000_000), ("128e6", 128_000_000),
        ("1E", 1_000_000_000_000_000_000), ("2E3", 2000), ("1k", 1000), ("+1", 1), ("1.", 1), (".5k", 500), ("1e0", 1),
    ])
    func reads(text: String, whole: Int?) throws {
        let quantity = try #require(Quantity(text))
        if let whole { #expect(quantity.nanos == UInt128(whole) * 1_000_000_000) }
    }

    @Test(arguments: [
        "", "x", "Mi", "-1", "1 Gi", "1mi", "1MI", "1e", "1e1.5", "0x10", "1,5", "1e99", "12345678901234567890",
        "1.0000000001",
        ".", "1KI", "١",
    ])
    func readsNothingElse(text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test(arguments: [
        ("500m", "0.5"), ("1024Mi", "1Gi"), ("1000M", "1G"), ("0.1", "100m"), ("1500u", "1.5m"), ("1e3", "1k"),
    ])
    func comparesUnits(left: String, right: String) {
        #expect(Quantity(left)?.nanos == Quantity(right)?.nanos)
        #expect(Quantity(left)?.nanos != nil)
    }

    /// The amount, the change, its maximum, what it is of, and the amount after.
    @Test(arguments: [
        ("512Mi", "x1.5", nil, Resource.memory, "768Mi"), ("1Gi", "x1.5", nil, .memory, "1.5Gi"),
        ("1.5Gi", "x2", nil, .memory, "3Gi"), ("333Mi", "x1.5", nil, .memory, "500Mi"),
        ("64Mi", "x1.3", nil, .memory, "83.2Mi"), ("128e6", "x1.5", nil, .memory, "192e6"),
        ("1000000001", "x1.5", nil, .memory, "1500000002"), ("1.5G", "x1.25", nil, .memory, "1.88G"),
        ("0.5", "x1.5", nil, .cpu, "0.75"), ("1", "x1.5", nil, .cpu, "1.5"), ("333m", "x1.5", nil, .cpu, "500m"),
        ("0.001", "x1.1", nil, .cpu, "0.002"), ("2", "x0.5", nil, .cpu, "1"), ("250m", "1", nil, .cpu, "1"),
        ("3Gi", "x1.5", "4Gi", .memory, "4Gi"), ("3Gi", "x1.5", "4096Mi", .memory, "4Gi"),
        ("3000Mi", "x1.5", "4Gi", .memory, "4096Mi"), ("3000M", "x1.5", "4Gi", .memory, "4Gi"),
        ("4Gi", "x1.5", "4Gi", .memory, "4Gi"), ("5Gi", "x1.5", "4Gi", .memory, "5Gi"),
        ("5Gi", "x0.5", "4Gi", .memory, "2.5Gi"),
        ("1Gi", "8Gi", "4Gi", .memory, "4Gi"), ("500m", "x3", "1", .cpu, "1000m"),
    ])
    func changes(from: String, by: String, maximum: String?, resource: Resource, to: String) throws {
        let change = try #require(ResourceChange(by, maximum: maximum))
        #expect(try change.applied(to: #require(Quantity(from)), as: resource).text == to)
    }

    @Test func refusesWhatIsNoChange() throws {
        for text in ["", "x", "1.5x", "x-1", "x0", "x1Gi", "*2", "-1Gi"] { #expect(ResourceChange(text) == nil) }
        #expect(ResourceChange("x2", maximum: "much") == nil)
        let huge = try #require(ResourceChange("x999999999999999999"))
        #expect(throws: ManifestError.self) {
            try huge.applied(to: #require(Quantity("999999999999999999Ei")), as: .memory)
        }
    }

    /// Never less than the exact product, never more than the maximum, and never another unit.
    @Test(arguments: 0..<200)
    func roundsUp(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed) &* 31_337)
        let unit = ["", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "e6"].randomElement(using: &random) ?? ""
        let digits = UInt64.random(in: 1...100_000, using: &random)
        let quantity = try #require(Quantity("\(digits)\(unit)"))
        let tenths = UInt64.random(in: 1...50, using: &random)
        let change = try #require(ResourceChange("x\(tenths / 10).\(tenths % 10)"))
        let new = try change.applied(to: quantity, as: .cpu)
        let exact = try #require(quantity.nanos) * UInt128(tenths)
        #expect(try #require(new.nanos) * 10 >= exact)
        #expect(new.unit == unit)
        #expect(Quantity(new.text) == new)
    }
}
