import Glibc

/// Rows as a Markdown table.
struct Table {
    private var lines: [String]

    init(_ columns: [String]) {
        lines = [
            "| " + columns.joined(separator: " | ") + " |",
            "|" + columns.indices.map { $0 == 0 ? "---|" : "---:|" }.joined(),
        ]
    }

    mutating func row(_ cells: [String]) {
        lines.append("| " + cells.joined(separator: " | ") + " |")
    }

    /// Prints it at once, also into a file: the next one may take minutes.
    func print() {
        Swift.print(lines.joined(separator: "\n") + "\n")
        fflush(nil)
    }
}

/// A number with so many digits after the point.
func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return "\(whole)" }
    let fraction = String(whole % scale)
    return "\(whole / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

/// Bytes in a unit that fits.
func bytes(_ count: Int) -> String {
    switch count {
    case ..<10_000: "\(count) B"
    case ..<10_000_000: fixed(Double(count) / 1000, 0) + " kB"
    default: fixed(Double(count) / 1_000_000, 0) + " MB"
    }
}
