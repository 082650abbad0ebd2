/// Which Kustomizations an object comes through, and so what it is called where one of them patches it.
struct KustomizationTree {
    /// What a Kustomization has before it when its patches come.
    private struct Content {
        /// The files of objects.
        var files: Set<String> = []
        /// The Kustomizations that are done with their objects by then, by index, the innermost first.
        var inner: [Int] = []

        mutating func add(_ other: Content, through kustomization: Int) {
            files.formUnion(other.files)
            for index in other.inner + [kustomization] where !inner.contains(index) { inner.append(index) }
        }
    }

    private let kustomizations: [Manifest]
    /// By the directory in which they are.
    private let directories: [String: Int]
    /// What each draws in.
    private var drawnIn: [Int: Content] = [:]
    /// What each component works on; nil if it is used more than once, and so sees several.
    private var seenByComponents: [Int: Content?] = [:]

    init(_ kustomizations: [Manifest]) {
        self.kustomizations = kustomizations
        directories = Dictionary(
            kustomizations.enumerated().map { (FilePath.resolve("", besides: $1.path), $0) },
            uniquingKeysWith: { first, _ in first })
        var open: Set<Int> = []
        for index in kustomizations.indices { _ = read(index, &open) }
    }

    /// Reads a Kustomization and all that it draws in. One that draws in itself, which Kustomize refuses, ends there.
    private mutating func read(_ index: Int, _ open: inout Set<Int>) -> Content {
        if let content = drawnIn[index] { return content }
        guard let kustomization = kustomizations[index].kustomization, open.insert(index).inserted else {
            return Content()
        }
        defer { open.remove(index) }
        let path = kustomizations[index].path
        var content = Content()
        for mention in kustomization.resources + kustomization.bases {
            let place = FilePath.resolve(mention.path, besides: path)
            if let inner = directories[place] {
                content.add(read(inner, &open), through: inner)
            } else {
                content.files.insert(place)
            }
        }
        for mention in kustomization.components {
            guard let component = directories[FilePath.resolve(mention.path, besides: path)] else { continue }
            var seen = content
            let added = read(component, &open)
            seen.files.formUnion(added.files)
            // It works on what the Kustomization has drawn in up to it.
            seenByComponents[component] = .some(seenByComponents[component] == nil ? seen : nil)
            content.add(added, through: component)
        }
        drawnIn[index] = content
        return content
    }

    /// The Kustomizations that an object has come through when one of them patches it, the innermost first.
    ///
    /// - Returns: nil if that is not to be seen from the files.
    func way(of file: String, to kustomization: Manifest) -> [Manifest]? {
        let file = FilePath.normal(file)
        guard let index = kustomizations.firstIndex(where: { $0.path == kustomization.path }),
            let content = content(of: index), content.files.contains(file)
        else { return nil }
        return content.inner.filter { self.content(of: $0)?.files.contains(file) ?? true }.map { kustomizations[$0] }
    }

    private func content(of index: Int) -> Content? { seenByComponents[index] ?? drawnIn[index] }
}
