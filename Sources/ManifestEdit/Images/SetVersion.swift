public import ImageReference

extension Manifest {
    /// Sets the version of an image wherever the file names it: exactly the tag and the digest that it had elsewhere or
    /// once, in the form that each place has. A place that would have to do without a part it has now gets that part
    /// emptied, and one that lacks a part gets it.
    ///
    /// - Parameter version: the repository, by which places are found, with a tag, a digest or both.
    /// - Returns: the file as it was, with no changes, if all is so already or the image is not there.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func setting(version: ImageReference) throws(ManifestError) -> EditedFile {
        var edit = ImageEdit(of: self, to: .version(version))
        try edit.run()
        return EditedFile(manifest: try edit.tree.finish(), changes: edit.changes)
    }
}

/// What an edit makes of an image's places.
enum ImageTarget: Sendable {
    /// What somebody has pushed.
    case wanted(WantedImage)
    /// A version as it stood in a manifest.
    case version(ImageReference)

    var repository: ImageRepository {
        switch self {
        case .wanted(let wanted): wanted.repository
        case .version(let reference): reference.repository
        }
    }

    /// What a place gets.
    func form(for place: ImagePlace) throws(ManifestError) -> PinnedForm {
        switch self {
        case .wanted(let wanted): try PinnedForm(of: wanted, for: place)
        case .version(let reference): try PinnedForm(exactly: reference, for: place)
        }
    }
}
