import ImageReference
import ManifestEdit
public import RemoteGit

extension Rollback {
    /// What comes of taking images alone back.
    public enum ImageResult: Sendable {
        /// They go back.
        case plan(ImageRollbackPlan)
        /// There is nothing that they could go back to. The sentence says why.
        case refused(String)
    }

    /// Finds the state whose versions of some images come back: the same as of the whole directory, but for what is held
    /// off or other than today's, where these images alone count. All else stays as it is today.
    ///
    /// - Parameters:
    ///   - images: the images that go back, all or none of those that the application's own files set.
    ///   - edited: the content of files that the same decision has changed already.
    /// - Throws: ``Undecided``.
    public func result(
        of images: ImageChoice,
        in snapshot: Snapshot,
        edited: [RepositoryPath: [UInt8]] = [:]
    ) throws(Undecided) -> ImageResult {
        var reading = JointReading()
        let start = try RollbackStart(of: application, in: snapshot, &reading)
        let manifests = try reading.read(ApplicationManifests(of: application, in: snapshot, edited: edited))
        try reading.finish()
        guard let start, let manifests, start.today.exists else { return .refused(absence) }
        let versions = ImageVersions(in: manifests, where: images.contains)
        guard !versions.all.isEmpty else { return .refused(absence(of: images, from: manifests)) }
        let search = RollbackSearch(self, from: start, in: snapshot, scope: .images(versions))
        switch try search.found() {
        case .failure(let reason): return .refused(reason.sentence)
        case .success(let source):
            let then = try source.state.versions(of: versions.repositories, application)
            let change = ImageChange(
                rollback: self, today: versions, manifests: manifests, then: then, source: source,
                holds: start.state.holds)
            do throws(ImageChange.Refusal) {
                return .plan(try change.plan())
            } catch {
                return .refused(error.sentence)
            }
        }
    }

    private func absence(of images: ImageChoice, from manifests: ApplicationManifests) -> String {
        func list(_ files: [ApplicationManifests.File]) -> String {
            let names = files.flatMap { $0.manifest.allImages() }.map(\.reference.repository.name)
            return Set(names).sorted().prefix(10).joined(separator: ", ")
        }
        let own = list(manifests.own)
        let there = own.isEmpty ? "" : ", only \(own)"
        let elsewhere = manifests.drawnIn.first { file in
            file.manifest.allImages().contains { images.contains($0.reference.repository) }
        }
        let base = elsewhere.map { "; it is in \($0.path), which is not the application's own" } ?? ""
        return "no manifest of \(application.name) in \(application.path) has the image \(images)\(there)\(base)"
    }
}
