import ImageReference

/// What a place gets.
struct PinnedForm {
    let tag: ImageTag?
    let digest: ImageDigest?
    /// Whether the place gets these parts and no others, whatever form it has now.
    let isPrescribed: Bool

    /// What is prescribed, or by the digest rule what the place has: a tag stays a tag, a digest a digest and both stay
    /// both; a place with neither gets the tag.
    ///
    /// - Throws: ``ManifestError`` of code `refused` where there is no digest to write, or one would be left behind that
    ///   is not the tag's.
    init(of wanted: WantedImage, for place: ImagePlace) throws(ManifestError) {
        isPrescribed = wanted.pin != nil
        guard let pin = wanted.pin ?? Self.pin(place) else {
            tag = wanted.tag
            digest = nil
            return
        }
        guard pin == .tag || wanted.digest != nil else {
            let reason = isPrescribed ? "is to be pinned by digest" : "is pinned by digest"
            throw ManifestError(
                .refused, at: place.position, "\(place.field) \(reason), and the event carries none")
        }
        tag = pin == .digest ? nil : wanted.tag
        digest = pin == .tag ? nil : wanted.digest
    }

    /// The parts of a version, and no others.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the version has none.
    init(exactly version: ImageReference, for place: ImagePlace) throws(ManifestError) {
        guard version.tag != nil || version.digest != nil else {
            throw ManifestError(.refused, at: place.position, "\(version) has neither tag nor digest to set")
        }
        tag = version.tag
        digest = version.digest
        let now = place.reference
        isPrescribed = (now.tag == nil) != (version.tag == nil) || (now.digest == nil) != (version.digest == nil)
    }

    /// The form that a place has, if it has a digest.
    private static func pin(_ place: ImagePlace) -> ImagePin? {
        guard place.reference.digest != nil else { return nil }
        return place.reference.tag == nil ? .digest : .both
    }
}

extension SplitImage {
    /// The values that the parts get where the form is prescribed. A part that is not wanted is emptied, which means the
    /// same as none to Kustomize and to charts.
    ///
    /// - Parameter isKustomization: whether a digest may come in where there is none; a chart may not know one.
    /// - Throws: ``ManifestError`` of code `refused` if values would have to do without a tag.
    func prescribedValues(
        _ wanted: PinnedForm, isKustomization: Bool, in document: YAMLDocument
    ) throws(ManifestError) -> [(part: Part, text: String)] {
        let hasDigest = Self.text(digest, document) != nil
        let digits = wanted.digest.map { String($0.text.dropFirst(digestPrefix.count)) }
        switch (wanted.tag, digits) {
        case (let tag?, nil): return [(self.tag, tag.text)] + (hasDigest ? [(digest, "")] : [])
        case (let tag?, let digits?) where hasDigest || isKustomization:
            return [(self.tag, tag.text), (digest, digits)]
        case (let tag?, _?): return [(self.tag, tag.text + (wanted.digest.map { "@" + $0.text } ?? ""))]
        case (nil, let digits?) where isKustomization:
            return (Self.text(self.tag, document) == nil ? [] : [(self.tag, "")]) + [(digest, digits)]
        case (nil, _):
            throw ManifestError(
                .refused, at: repositoryPosition,
                "\(self.tag.field) belongs to values, and charts take no digest without a tag: pin both")
        }
    }
}
