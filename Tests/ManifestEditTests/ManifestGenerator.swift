/// Writes a random manifest, in any style that YAML has, and what it has to be once the image `shop` is `v2.0.1`.
struct ManifestGenerator {
    private(set) var before = ""
    private(set) var after = ""
    /// How many places have the image.
    private(set) var places = 0
    private var random: SeededGenerator
    /// Keys are unique, so that no edit is refused.
    private var keys = 0
    private var isInText = false

    init(seed: Int) {
        random = SeededGenerator(state: UInt64(seed) &* 0x9E37_79B9)
        let documents = Int.random(in: 1...3, using: &random)
        for index in 0..<documents {
            if index > 0 || chance(3) { write("---" + comment() + "\n") }
            mapping(at: String(repeating: " ", count: pick([0, 0, 0, 1, 3])), depth: 0)
        }
        if chance(4) { write("...\n") }
        if chance(4), before.hasSuffix("\n") {
            before.removeLast()
            after.removeLast()
        }
        if chance(3) {
            before = before.replacing("\n", with: "\r\n")
            after = after.replacing("\n", with: "\r\n")
        }
        if chance(5) {
            before = "\u{FEFF}" + before
            after = "\u{FEFF}" + after
        }
    }

    // MARK: Choices

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private mutating func comment() -> String { pick(["", "", "", " # é: [x", " # image: shop:v1", "  ", "\t# tab"]) }

    private mutating func key() -> String {
        keys += 1
        return pick(["k\(keys)", "\"k\(keys)\"", "'k\(keys) é'", "sha-\(keys)"])
    }

    private mutating func noise() -> String {
        pick([
            "x", "1.10", "'it''s'", "\"a \\\"b\\\" \\u00e9\"", "shop:v1", "'image: shop:v1'", "~", "", "!!str 1",
            "\u{1F680} x",
            "&a\(keys) anchored", "[a, {b: c}, 'image: shop:v1']", "{a: shop:v1, b: [{}, []]}", "http://a:80/b#c",
        ])
    }

    // MARK: Writing

    private mutating func write(_ text: String) {
        before += text
        after += text
    }

    /// - Parameter text: with `TAG` and `DIGEST` for what is to be changed.
    private mutating func place(_ text: String) {
        before += text.replacing("TAG", with: "v1").replacing("DIGEST", with: Digest.old)
        after += text.replacing("TAG", with: "v2.0.1").replacing("DIGEST", with: Digest.new)
        places += 1
    }

    private mutating func mapping(at indentation: String, depth: Int) {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            pair(at: indentation, depth: depth)
            // A comment that is indented less would end a text.
            if chance(5) { write(pick(["\n", "\(indentation)# c\n", isInText ? "\n" : "# image: shop:v1\n", "  \n"])) }
        }
    }

    private mutating func pair(at indentation: String, depth: Int) {
        let deeper = indentation + pick(["  ", "    ", " "])
        switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &random) {
        case 0, 1: write("\(indentation)\(key()): \(noise())\(comment())\n")
        case 2: block(at: indentation, deeper)
        case 3, 4: image(at: indentation, deeper)
        case 5: write("\(indentation)\(key()):\(comment())\n")
        case 6:
            write("\(indentation)\(key()):\(comment())\n")
            mapping(at: deeper, depth: depth + 1)
        case 7:
            write("\(indentation)\(key()):\(comment())\n")
            list(at: pick([indentation, deeper]), depth: depth + 1)
        default: text(at: indentation, deeper, depth: depth)
        }
    }

    /// A block scalar that only looks like a manifest.
    private mutating func block(at indentation: String, _ deeper: String) {
        let header = pick(["|", "|-", ">", ">-", "| # c"])
        write("\(indentation)\(key()): \(header)\n\(deeper)image: shop:v1\n\n\(deeper)  - y\n\(deeper)z\n")
    }

    private mutating func image(at indentation: String, _ deeper: String) {
        let quote = pick(["", "'", "\""])
        let form = pick(["shop:TAG", "shop:TAG@DIGEST", "shop@DIGEST", "docker.io/library/shop:TAG"])
        let owner = "\(indentation)\(key()):\n\(deeper)"
        let end = comment() + "\n"
        switch Int.random(in: 0..<7, using: &random) {
        case 0: place(owner + "image: \(quote)\(form)\(quote)" + end)
        case 1: place(owner + "image: {repository: shop, tag: \(quote)TAG\(quote)}" + end)
        case 2:
            place(owner + "image:\n\(deeper) repository: shop\(comment())\n\(deeper) tag: \(quote)TAG\(quote)" + end)
        case 3: place(owner + "containers: [{name: a, image: \(quote)\(form)\(quote)}, {name: b}]" + end)
        case 4: place(owner + "containers:\n\(deeper)- args: [x]\n\(deeper)  image: \(quote)\(form)\(quote)" + end)
        case 5: place(owner + "{\"image\": \"\(form)\", \"x\": 'y'}" + end)
        default: place(owner + "image: |-\n\(deeper)  \(form)\n")
        }
    }

    private mutating func list(at indentation: String, depth: Int) {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: write("\(indentation)- \(pick(["x", "1.10", "shop:v1", "[image]", "{a: {}}"]))\(comment())\n")
            case 1:
                write("\(indentation)- \(key()): \(noise())\(comment())\n")
                mapping(at: indentation + "  ", depth: depth + 1)
            case 2:
                write("\(indentation)-\n")
                mapping(at: indentation + "    ", depth: depth + 1)
            default: place("\(indentation)- {image: shop:TAG, name: é}\(comment())\n")
            }
        }
    }

    /// A text that is a manifest.
    private mutating func text(at indentation: String, _ deeper: String, depth: Int) {
        guard !isInText else { return write("\(indentation)\(key()): x\n") }
        isInText = true
        write("\(indentation)\(key()):\n\(deeper)valuesContent: |\(comment())\n")
        mapping(at: deeper + "  ", depth: depth + 2)
        isInText = false
    }
}
