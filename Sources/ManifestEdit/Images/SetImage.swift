public import ImageReference

extension Manifest {
    /// The places that name an image of a repository, in the order of the file.
    public func images(of repository: ImageRepository) -> [ImagePlace] {
        allImages().filter { $0.reference.repository == repository }
    }

    /// Sets the tag, the digest or both wherever the file names the image, in the form that each place has.
    ///
    /// - Returns: the file as it was, with no changes, if all is so already or the image is not there.
    /// - Throws: ``ManifestError`` of code `refused` or `unsafeEdit`; then nothing is changed.
    public func setting(_ wanted: WantedImage) throws(ManifestError) -> EditedFile {
        var edit = TreeEdit(self)
        var changes: [FieldChange] = []
        for place in images(of: wanted.repository) {
            changes += try set(wanted, at: place, &edit)
        }
        return EditedFile(manifest: try edit.finish(), changes: changes)
    }

    private func set(
        _ wanted: WantedImage, at place: ImagePlace, _ edit: inout TreeEdit
    ) throws(ManifestError) -> [FieldChange] {
        let form = try PinnedForm(of: wanted, for: place)
        switch place.form {
        case .split(let image):
            return try image.set(form, in: node(at: image.mapping), &edit)
        case .whole(let path):
            var reference = place.reference
            reference.tag = form.tag
            reference.digest = form.digest
            guard !node(at: path).isAlready(reference.description) else { return [] }
            try edit.replace(path, with: reference.description)
            let from = place.reference.description
            return [FieldChange(field: place.field, from: from, to: reference.description, line: place.line)]
        }
    }

    func node(at path: NodePath) -> YAMLNode {
        path.steps.reduce(documents[path.document].root) { node, step in
            switch step {
            case .value(let index): node.pairs[index].value
            case .item(let index): node.items[index]
            }
        }
    }
}
