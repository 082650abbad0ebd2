import ArgumentParser

/// `runner completions`: what a shell needs to complete our command lines.
struct CompletionsCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "completions",
            abstract: "Prints a script that completes the arguments of runner in a shell.",
            discussion: """
                EXAMPLES:
                  runner completions bash > ~/.local/share/bash-completion/completions/runner
                  runner completions zsh > ~/.zfunc/_runner
                  runner completions fish > ~/.config/fish/completions/runner.fish
                """
        )
    }

    /// The shells that have such scripts.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    func run() throws {
        let completion: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try Print.line(Runner.completionScript(for: completion))
    }
}
