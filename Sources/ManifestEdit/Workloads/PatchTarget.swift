import ImageReference
import RE2

/// Which objects a patch is for: the `target` of an entry of a Kustomization's `patches`.
struct PatchTarget: Sendable {
    enum Match {
        case no
        case yes
        /// Why it cannot be said.
        case open(String)
    }

    private let group: Pattern?
    private let version: Pattern?
    private let kind: Pattern?
    private let name: Pattern?
    private let namespace: Pattern?
    private let labels: Selector?
    private let annotations: Selector?
    /// Whether a kind and a name without any sign of an expression are given.
    let isForOneObject: Bool

    init?(_ node: YAMLNode?) {
        guard let node else { return nil }
        group = Pattern(of: "group", in: node)
        version = Pattern(of: "version", in: node)
        kind = Pattern(of: "kind", in: node)
        name = Pattern(of: "name", in: node)
        namespace = Pattern(of: "namespace", in: node)
        labels = Selector(of: "labelSelector", in: node)
        annotations = Selector(of: "annotationSelector", in: node)
        isForOneObject = kind?.isPlain ?? false && name?.isPlain ?? false
    }

    /// Kustomize takes each for an expression that has to match the whole (`types.SelectorRegex`).
    func matches(_ target: KustomizedObject) -> Match {
        let apiVersion = target.object.apiVersion
        let matches = [
            kind?.matches([target.object.kind ?? ""]), group?.matches([apiVersion.group]),
            version?.matches([apiVersion.version]), name?.matches(target.targeted(target.names)),
            namespace?.matches(target.targeted(target.namespaces)),
            labels?.matches(target.labels), annotations?.matches(target.annotations),
        ].compactMap { $0 }
        var result = Match.yes
        for match in matches {
            switch (match, result) {
            case (.no, _): return .no
            case (.open, .yes): result = match
            default: break
            }
        }
        return result
    }

    /// One of the expressions.
    private enum Pattern {
        case plain(String)
        case expression(RegularExpression)
        case broken(String)

        /// The longest expression that is compiled, in bytes: one for names of at most 253 characters has no need of
        /// more.
        private static let longest = 1000

        /// - Returns: nil if nothing is written, which is for all.
        init?(of key: String, in target: YAMLNode) {
            guard let text = target.writtenText(key), !text.isEmpty else { return nil }
            if text.utf8.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "-") }) {
                self = .plain(text)
            } else if text.utf8.count > Self.longest {
                self = .broken("its target's \(key) is longer than \(Self.longest) bytes")
            } else {
                do {
                    self = .expression(try RegularExpression(text))
                } catch {
                    self = .broken("its target's \(key) is \(error)")
                }
            }
        }

        var isPlain: Bool {
            if case .plain = self { true } else { false }
        }

        func matches(_ texts: [String]) -> Match {
            switch self {
            case .plain(let text): texts.contains(text) ? .yes : .no
            case .expression(let expression): texts.contains(where: expression.matchesWhole) ? .yes : .no
            case .broken(let reason): .open(reason)
            }
        }
    }
    /// One of the selectors.
    private enum Selector {
        case of(LabelSelector, key: String)
        case broken(String)

        /// - Returns: nil if nothing is written, which is for all.
        init?(of key: String, in target: YAMLNode) {
            guard let text = target.writtenText(key), !text.isEmpty else { return nil }
            self =
                LabelSelector(text).map { .of($0, key: key) }
                ?? .broken("its target's \(key) '\(text)' is not understood")
        }

        /// - Parameter texts: nil if they are not known.
        func matches(_ texts: [String: String]?) -> Match {
            switch self {
            case .of(let selector, let key):
                guard let texts else { return .open("what its target's \(key) chooses is not to be seen") }
                return selector.matches(texts) ? .yes : .no
            case .broken(let reason): return .open(reason)
            }
        }
    }
}
