import GitOps

/// What can be commanded, as far as somebody may.
enum HelpText {
    private static let forms: [ChatVerb: String] = [
        .rollback: "rollback [APP] [to TAG | COMMIT | previous] [REASON…]: back to the last healthy state",
        .status: "status APP: images, replicas, holds, healthy states and last changes",
        .check: "check APP: what is wrong with manifests or policy, or holds changes back",
        .deploy: "deploy APP TAG | NAME:TAG | branch NAME: set an image's tag, or the branch that Argo CD follows",
        .hold: "hold APP TAG: keep a tag from being set",
        .resume: "resume APP [TAG]: release holds",
        .scale: "scale APP NUMBER [WORKLOAD]: set the number of replicas",
        .approve: "approve CODE: let happen what somebody else asked for, by the code that the answer to it showed",
        .help: "help: this",
    ]

    static func text(_ chat: ChatPolicy, _ asker: ChatPolicy.Asker) -> String {
        let verbs = ChatVerb.allCases.filter { $0 == .help || chat.allows(asker, $0) }
        let names = chat.commands.sorted { $0.key < $1.key }.map { command, meaning in
            meaning == "*" ? "\(command) takes any of these" : "\(command) is \(meaning)"
        }
        return (verbs.compactMap { forms[$0] } + names).joined(separator: "\n")
    }
}
