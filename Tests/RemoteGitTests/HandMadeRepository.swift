import FoundationEssentials
import TestSupport

@testable import RemoteGit

/// A repository of one file, `apps/shop/app.yaml`, object by object.
struct HandMadeRepository {
    static let path = RepositoryPath("apps/shop/app.yaml") ?? .root

    let file = GitObject(.blob, Array("image: shop:v1\nreplicas: 3\n# the rest of a file\n".utf8))
    let shop: GitObject
    let apps: GitObject
    let root: GitObject
    let tip: GitObject

    init() throws {
        shop = GitObject(.tree, Tree.empty.setting("app.yaml", to: (.file, file.id)).content)
        apps = GitObject(.tree, Tree.empty.setting("shop", to: (.directory, shop.id)).content)
        root = GitObject(.tree, Tree.empty.setting("apps", to: (.directory, apps.id)).content)
        tip = try CommitDraft.sample("Import\n").object(tree: root.id, parent: .zero).withoutParent
    }

    static func pack(_ objects: GitObject...) throws -> [UInt8] {
        var writer = PackWriter()
        for object in objects { try writer.add(object, base: nil) }
        return writer.bytes
    }

    /// What a server answers until the file has been read: refs, ledger, three levels.
    func answers() throws -> [TinyHTTPServer.Reply] {
        [
            Wire.refs(tip.id), Wire.fetch(try Self.pack(tip), shallow: [tip.id]), Wire.fetch(try Self.pack(root)),
            Wire.fetch(try Self.pack(apps)), Wire.fetch(try Self.pack(shop, file)),
        ].map(Wire.uploadPack)
    }
}

extension GitObject {
    /// The first commit of a history.
    fileprivate var withoutParent: GitObject {
        let text = String(decoding: content, as: UTF8.self)
        return GitObject(.commit, Array(text.replacing("parent \(ObjectID.zero)\n", with: "").utf8))
    }
}
