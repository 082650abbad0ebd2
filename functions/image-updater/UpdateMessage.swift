import Events
import GitOps
import ImageReference
import RemoteGit

/// What people read of an image's update.
struct UpdateMessage {
    let image: PushedImage
    let changes: [Change]
    /// The files that could not be read, of applications that have the image elsewhere.
    let passedOver: [RepositoryPath]

    /// "Update shop to v1.2.3 in prod": where applications are named after the image, what tells them apart is enough.
    var subject: String {
        let name = image.image.lastComponent
        var seen: Set<String> = []
        let applications = changes.map(\.application).filter { seen.insert($0).inserted }
        let isPrefix = applications.allSatisfy { $0.hasPrefix(name + "-") }
        let shown = isPrefix ? applications.map { String($0.dropFirst(name.count + 1)) } : applications
        let places = shown.count > 3 ? "\(shown.count) applications" : shown.joined(separator: ", ")
        return "Update \(name) to \(image.tag) in \(places)"
    }

    /// The subject with a note about files that were passed over; `nil` if there are none.
    var subjectWithNote: String? {
        let paths = Set(passedOver).sorted()
        guard let first = paths.first else { return nil }
        let more = paths.count > 1 ? " and \(paths.count - 1) more" : ""
        return "\(subject); passed over, since not readable as YAML: \(first)\(more)"
    }
}
