import GitOps
import ManifestEdit

extension Action.RollbackScope {
    /// Reads `rollback:`, `rollback: {image: registry.example.com/shop}` or `rollback: {only: images}`.
    init(_ node: YAMLNode?) throws(PolicyError) {
        guard let node, !Action.isEmpty(node) else {
            self = .directory
            return
        }
        guard node.isMapping else {
            throw PolicyError(
                node, "expected rollback alone, which takes the whole directory back, {image: …} or {only: images}")
        }
        let rollback = try PolicyMapping(node, "rollback", required: [], optional: ["image", "only"])
        guard rollback["image"] == nil || rollback["only"] == nil else {
            throw PolicyError(node, "expected one of image and only")
        }
        guard rollback["image"] != nil else {
            guard try rollback.text("only") == "images" else {
                throw rollback.error(at: "only", "expected images: those that the application's entry names")
            }
            self = .policyImages
            return
        }
        let image = try rollback.template("image")
        // A colon in any component but the last belongs to the port of a registry.
        let name = image.text.split(separator: "/").last ?? ""
        guard !name.contains(":"), !image.text.contains("@") else {
            throw rollback.error(at: "image", "expected an image's repository, without tag and digest")
        }
        self = .image(image)
    }
}
