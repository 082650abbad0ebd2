import ImageReference
import TestSupport
import Testing

@testable import ManifestEdit

/// Files that a program makes manifests of, before and after an edit.
struct Rendering {
    /// Texts by their paths.
    var files: [String: String]
    /// Renders the directory that has them.
    let render: @Sendable (String) async throws -> String

    /// Edits the files that have the image.
    ///
    /// - Parameter overlay: the Kustomization that gets an entry where no other file is to be changed.
    /// - Returns: the lines that are different in what is rendered.
    func differences(_ image: String, addingTo overlay: String? = nil) async throws -> [Difference] {
        try await withTemporaryDirectory { directory in
            for (path, text) in files { try directory.write(text, to: path) }
            let before = try await render(directory.path)
            let wanted = try WantedImage(image)
            for (path, text) in files where overlay == nil || overlay == path {
                guard let manifest = try? Manifest(text, path: path) else { continue }
                let edited = try overlay == nil ? manifest.setting(wanted) : manifest.addingImageEntry(wanted)
                try directory.write(edited.manifest.text, to: path)
            }
            let after = try await render(directory.path)
            return Difference.lines(before, after)
        }
    }

    /// A line that is another one after the edit.
    struct Difference: Equatable, CustomStringConvertible {
        let before: String
        let after: String

        var description: String { "\(before) → \(after)" }

        static func lines(_ before: String, _ after: String) -> [Difference] {
            let old = before.split(separator: "\n", omittingEmptySubsequences: false)
            let new = after.split(separator: "\n", omittingEmptySubsequences: false)
            guard old.count == new.count else { return [Difference(before: before, after: after)] }
            return zip(old, new).filter { $0 != $1 }.map { old, new in
                Difference(before: trimmed(old), after: trimmed(new))
            }
        }

        private static func trimmed(_ line: Substring) -> String { String(line.drop { $0 == " " || $0 == "-" }) }
    }
}
