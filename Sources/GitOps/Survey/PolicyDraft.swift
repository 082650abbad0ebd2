import ImageReference
import ManifestEdit
import RemoteGit

/// A policy that covers what a survey has found, to be read and narrowed by a person.
public struct PolicyDraft: Sendable {
    /// The policy as YAML.
    public let text: String

    /// Drafts a policy: one entry for each pattern that directories follow, and one for each other directory.
    public init(_ survey: RepositorySurvey) {
        var lines = ["# What was found. Take out what automation is not to change.", "version: 1"]
        let entries = Self.entries(survey.findings)
        lines.append(entries.isEmpty ? "applications: []" : "applications:")
        text = (lines + entries.flatMap(\.lines)).joined(separator: "\n") + "\n"
    }

    private struct Entry {
        let name: String
        let path: String
        let environments: [String]
        let images: [String]
        let tags: [String]

        var lines: [String] {
            var lines = ["- name: \(PolicyDraft.quoted(name))", "  path: \(PolicyDraft.quoted(path))"]
            if !environments.isEmpty {
                lines.append("  matrix: {env: [\(environments.map(PolicyDraft.quoted).joined(separator: ", "))]}")
            }
            lines.append("  images: [\(images.map(PolicyDraft.quoted).joined(separator: ", "))]")
            let areVersions = !tags.isEmpty && tags.allSatisfy { SemanticVersion($0) != nil }
            lines.append(
                areVersions ? "  updates: {tags: {semver: \"*\"}, downgrade: never}" : "  updates: {tags: any}")
            return lines
        }
    }

    /// What a directory's path says of it.
    private struct Place {
        let finding: RepositorySurvey.Finding
        let pattern: String
        let application: String
        let environment: String?

        /// `…/<application>/overlays/<environment>`, or else `…/<application>`.
        init?(_ finding: RepositorySurvey.Finding) {
            self.finding = finding
            var components = finding.path.components
            guard let last = components.popLast() else { return nil }
            if components.last == "overlays", components.count > 1 {
                components.removeLast()
                application = components.removeLast()
                environment = last
                pattern = (components + ["{app}", "overlays", "{env}"]).joined(separator: "/")
            } else {
                application = last
                environment = nil
                pattern = (components + ["{app}"]).joined(separator: "/")
            }
        }

        /// The images that are named as the application is, with a placeholder for that.
        var imagePatterns: [String] {
            finding.images.compactMap { name in
                guard let image = try? ImageRepository(name), image.lastComponent == application else { return nil }
                return String(name.dropLast(application.count)) + "{app}"
            }
        }
    }

    private static func entries(_ findings: [RepositorySurvey.Finding]) -> [Entry] {
        var patterns: [String] = []
        var places: [String: [Place]] = [:]
        var entries: [Entry] = []
        for finding in findings {
            // A name in braces would be a placeholder, and a star a pattern.
            guard !"\(finding.path)".contains(where: { "{}*".contains($0) }) else { continue }
            guard let place = Place(finding), !place.imagePatterns.isEmpty else {
                entries.append(entry(of: finding))
                continue
            }
            if places[place.pattern] == nil { patterns.append(place.pattern) }
            places[place.pattern, default: []].append(place)
        }
        return patterns.flatMap { pattern in Self.entries(pattern, places[pattern] ?? []) } + entries
    }

    private static func entries(_ pattern: String, _ places: [Place]) -> [Entry] {
        guard places.count > 1 else { return places.map { entry(of: $0.finding) } }
        let environments = Set(places.compactMap(\.environment)).sorted()
        return [
            Entry(
                name: environments.isEmpty ? "{app}" : "{app}-{env}", path: pattern, environments: environments,
                images: Set(places.flatMap(\.imagePatterns)).sorted(), tags: places.flatMap(\.finding.tags))
        ]
    }

    private static func entry(of finding: RepositorySurvey.Finding) -> Entry {
        let components = finding.path.components.filter { !["overlays", "apps"].contains($0) }
        let name = components.isEmpty ? "app" : components.joined(separator: "-")
        return Entry(
            name: name, path: "\(finding.path)", environments: [], images: finding.images, tags: finding.tags)
    }

    private static func quoted(_ text: String) -> String {
        text.contains("{") ? "\"\(text)\"" : YAMLScalar.written(text)
    }
}
