import GitOps
import ImageReference
import ManifestEdit
import RemoteGit

/// Sets a field that a policy names for an image.
struct ImageFieldEdit {
    let field: ImageField
    let wanted: WantedImage

    /// The field with the value that the event brings. It has to be there: a path that leads nowhere is a mistake.
    ///
    /// - Parameter objection: the rule against the tag in place of another, if there is one.
    /// - Throws: the rule, or why the field cannot be set.
    func apply(
        to manifest: Manifest,
        objection: (ImageTag?) -> String?
    ) throws(Objection) -> EditedFields {
        let path = field.place.field
        let now = try attempt(manifest) { () throws(ManifestError) in try manifest.value(at: path) }
        guard let now else { throw Objection(rule: "\(manifest.path) has no field \(path)") }
        if let rule = objection(tag(in: now.text)) { throw Objection(rule: rule) }
        guard let value else {
            throw Objection(rule: "\(path) of \(manifest.path) holds a digest, and the event carries none")
        }
        return try attempt(manifest) { () throws(ManifestError) in try manifest.setting(path, to: .string(value)) }
    }

    private func attempt<Value>(
        _ manifest: Manifest,
        _ body: () throws(ManifestError) -> Value
    ) throws(Objection) -> Value {
        do {
            return try body()
        } catch {
            throw Objection(rule: "\(manifest.path): \(error)")
        }
    }

    private func tag(in text: String) -> ImageTag? {
        switch field.part {
        case .tag: try? ImageTag(text)
        case .reference: (try? ImageReference(text))?.tag
        case .digest: nil
        }
    }

    private var value: String? {
        switch field.part {
        case .tag: wanted.tag.text
        case .digest: wanted.digest?.text
        case .reference: reference
        }
    }

    private var reference: String? {
        let (tag, digest): (ImageTag?, ImageDigest?) =
            switch wanted.pin {
            case nil, .tag: (wanted.tag, nil)
            case .digest: (nil, wanted.digest)
            case .both: (wanted.tag, wanted.digest)
            }
        guard wanted.pin == nil || wanted.pin == .tag || digest != nil else { return nil }
        return ImageReference(repository: wanted.repository, tag: tag, digest: digest).description
    }
}
