import TestSupport

@testable import RemoteGit

/// What is in a pack, as the real Git sees it.
struct PackListing {
    /// The ids of the objects, in their order in the pack.
    let objects: [String]
    /// How many differences lie between an object and a whole one: each number that there is.
    let depths: [Int]
}

extension GitCommand {
    /// What is in a pack of the repository.
    ///
    /// - Parameter name: what `git index-pack --stdin` printed.
    func listing(ofPack name: some StringProtocol) async throws -> PackListing {
        let hash = name.split(whereSeparator: \.isWhitespace).last ?? ""
        let lines = try await self("verify-pack", "-v", "objects/pack/pack-\(hash).idx").text.split(separator: "\n")
        let objects = lines.compactMap { line -> (offset: Int, id: String)? in
            let words = line.split(separator: " ")
            guard words.count >= 5, ObjectID(hex: words[0]) != nil, let offset = Int(words[4]) else { return nil }
            return (offset, String(words[0]))
        }
        let depths = lines.compactMap { line in
            line.hasPrefix("chain length = ") ? Int(line.dropFirst(15).prefix { $0 != ":" }) : nil
        }
        return PackListing(objects: objects.sorted { $0.offset < $1.offset }.map(\.id), depths: depths)
    }

    /// The ids of all objects that a commit leads to.
    func objects(of commit: String) async throws -> Set<String> {
        let lines = try await self("rev-list", "--objects", commit).text.split(separator: "\n")
        return Set(lines.map { String($0.prefix(40)) })
    }
}
