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

    /// A directory whose path names the application that its image is named after.
    private struct Place {
        let finding: RepositorySurvey.Finding
        /// The path with placeholders: `…/{app}/overlays/{env}`, or else `{app}` in place of the application alone.
        let pattern: [String]
        let environment: String?
        /// The images that are named as the application is, with a placeholder for that.
        let images: [String]

        init?(_ finding: RepositorySurvey.Finding) {
            let names = finding.images.compactMap { (try? ImageRepository($0)).map { String($0.lastComponent) } }
            var pattern = finding.path.components
            guard let index = pattern.lastIndex(where: { names.contains($0) }) else { return nil }
            let application = pattern[index]
            pattern[index] = "{app}"
            if pattern.count == index + 3, pattern[index + 1] == "overlays" {
                environment = pattern[index + 2]
                pattern[index + 2] = "{env}"
            } else {
                environment = nil
            }
            self.finding = finding
            self.pattern = pattern
            images = finding.images.compactMap { name in
                guard let image = try? ImageRepository(name), image.lastComponent == application else { return nil }
                return String(name.dropLast(application.count)) + "{app}"
            }
        }
    }

    private static func entries(_ findings: [RepositorySurvey.Finding]) -> [Entry] {
        var patterns: [[String]] = []
        var places: [[String]: [Place]] = [:]
        var single: [RepositorySurvey.Finding] = []
        for finding in findings {
            // A name in braces would be a placeholder, and a star a pattern.
            guard !"\(finding.path)".contains(where: { "{}*".contains($0) }) else { continue }
            guard let place = Place(finding) else {
                single.append(finding)
                continue
            }
            if places[place.pattern] == nil { patterns.append(place.pattern) }
            places[place.pattern, default: []].append(place)
        }
        var shared: [Entry] = []
        for pattern in patterns {
            let places = places[pattern] ?? []
            if places.count > 1 { shared.append(entry(pattern, places)) } else { single += places.map(\.finding) }
        }
        return shared + single.sorted { $0.path < $1.path }.map(entry)
    }

    private static func entry(_ pattern: [String], _ places: [Place]) -> Entry {
        Entry(
            name: name(pattern), path: pattern.joined(separator: "/"),
            environments: Set(places.compactMap(\.environment)).sorted(),
            images: shortened(Set(places.flatMap(\.images))), tags: places.flatMap(\.finding.tags))
    }

    private static func entry(of finding: RepositorySurvey.Finding) -> Entry {
        Entry(
            name: name(finding.path.components), path: "\(finding.path)", environments: [], images: finding.images,
            tags: finding.tags)
    }

    /// A name out of what tells a path from others.
    private static func name(_ path: [String]) -> String {
        let words = path.filter { !["overlays", "apps"].contains($0) }
        return words.isEmpty ? "app" : words.joined(separator: "-")
    }

    /// How many images that differ in one component stay a list, which a person can read.
    private static let longestList = 3

    /// Images with a star for the component in which more than a few of them differ, as that of a team. The registry's host
    /// is never one: whose images are trusted is to be seen.
    private static func shortened(_ images: Set<String>) -> [String] {
        var left = images.map { $0.split(separator: "/", omittingEmptySubsequences: false).map(String.init) }
        for index in 1..<max(2, left.map(\.count).max() ?? 0) {
            func starred(_ image: [String]) -> [String]? {
                guard image.indices.contains(index), image[index] != "{app}" else { return nil }
                var image = image
                image[index] = "*"
                return image
            }
            let groups = Dictionary(grouping: left, by: starred)
            left = groups.flatMap { starred, images in
                starred.map { images.count > longestList ? [$0] : images } ?? images
            }
        }
        return left.map { $0.joined(separator: "/") }.sorted()
    }

    private static func quoted(_ text: String) -> String {
        text.contains { "{*".contains($0) } ? "\"\(text)\"" : YAMLScalar.written(text)
    }
}
